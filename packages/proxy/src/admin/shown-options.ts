import type { HeaderValue } from '../options/header-options.ts';
import type { UpstreamOptions } from '../options/upstream-options.ts';
import type { ParsedOptions } from '../options.ts';

/** What stands where a value may be a secret. */
const masked = '[masked]';

/** Options in force, fit to be shown: files and variables that hold secrets by their names, header values not at all. */
export function shownOptions(options: ParsedOptions): object {
  const { legacy, candidate, control, controlUrl, tracing, ...rest } = options;
  return {
    legacy: shownUpstream(legacy),
    candidate: shownUpstream(candidate),
    ...(control !== undefined && { control: shownUpstream(control) }),
    ...(controlUrl !== undefined && { controlUrl: withoutSecrets(controlUrl) }),
    ...(tracing !== undefined && { tracing: { ...tracing, otlpUrl: withoutSecrets(tracing.otlpUrl.href) } }),
    ...rest,
  };
}

function shownUpstream({ url, headers, ...rest }: UpstreamOptions): object {
  if (headers === undefined) return { url: url.origin, ...rest };
  const { remove, set, add } = headers;
  return { url: url.origin, ...rest, headers: { remove, set: shownValues(set), add: shownValues(add) } };
}

function shownValues(values: Readonly<Record<string, HeaderValue>>): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shownValue(value)]));
}

/** Only the names of variables are told: what is written around them may be a part of the secret. */
function shownValue(value: HeaderValue): HeaderValue {
  if (typeof value !== 'string') return value;
  const names = value.match(/\$\{[^}]*\}/g);
  return names === null ? masked : names.join(' ');
}

function withoutSecrets(address: string): string {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') url.username = url.password = '';
  return url.search === '' ? url.href : `${url.origin}${url.pathname}`;
}
