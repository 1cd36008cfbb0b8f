import type { Engine } from '../exchange/engine.ts';
import type { HeaderValue } from '../options/header-options.ts';
import type { UpstreamOptions } from '../options/upstream-options.ts';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { headerText } from './header-text.ts';
import { RequestRules } from './request-rules.ts';

/** By upstream; null where requests go as they came. */
export interface UpstreamRules {
  legacy: RequestRules | null;
  candidate: RequestRules | null;
  control: RequestRules | null;
}

/** Makes the rules for headers, with the secrets they name. Throws `OptionsError` with every one that is not there. */
export async function loadRequestRules(options: ParsedOptions): Promise<UpstreamRules> {
  const mistakes: string[] = [];
  const { legacy, candidate, control } = options;
  const rules = {
    legacy: await rulesOf(legacy, new Resolver('legacy.headers', mistakes)),
    candidate: await rulesOf(candidate, new Resolver('candidate.headers', mistakes)),
    control: control === undefined ? null : await rulesOf(control, new Resolver('control.headers', mistakes)),
  };
  if (mistakes.length > 0) throw new OptionsError(mistakes);
  return rules;
}

/** What each upstream gets in other headers, from its next request on. */
export function setRequestRules({ legacy, candidate, shadow, control }: Engine, rules: UpstreamRules): void {
  legacy.rules = rules.legacy;
  candidate.rules = rules.candidate;
  shadow.rules = rules.candidate;
  if (control !== null) control.upstream.rules = rules.control;
}

async function rulesOf(
  { url, host, headers }: UpstreamOptions,
  resolver: Resolver,
): Promise<RequestRules | null> {
  if (host === 'preserve' && headers === undefined) return null;
  return new RequestRules({
    host: host === 'preserve' ? null : host === 'upstream' ? url.host : host,
    remove: headers?.remove ?? [],
    set: await resolver.all('set', headers?.set ?? {}),
    add: await resolver.all('add', headers?.add ?? {}),
  });
}

/** Puts secrets in the place of their names. */
class Resolver {
  readonly #place: string;
  readonly #mistakes: string[];

  constructor(place: string, mistakes: string[]) {
    this.#place = place;
    this.#mistakes = mistakes;
  }

  async all(kind: 'set' | 'add', given: Readonly<Record<string, HeaderValue>>): Promise<string[]> {
    const flat: string[] = [];
    for (const [name, value] of Object.entries(given)) {
      const { text, mistakes } = await headerText(value);
      for (const why of mistakes) this.#mistakes.push(`${this.#place}.${kind}.${name}: ${why}`);
      flat.push(name, text);
    }
    return flat;
  }
}
