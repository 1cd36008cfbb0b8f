import { type Discovered, type Method, methods } from '@delta-guard/protocol';
import { foldTemplate } from './fold-template.ts';

interface Seen {
  method: Method;
  template: string;
  count: number;
}

/** Traffic that no route matches, by template, since the last report. At most `templatesMax` templates are told apart. */
export class DiscoveredTable {
  readonly #templatesMax: number;
  readonly #known = new Map<string, Seen>();
  #overflow = 0;

  constructor(templatesMax: number) {
    this.#templatesMax = templatesMax;
  }

  add(method: string, path: string): void {
    if (!isMethod(method)) return;
    const template = foldTemplate(path);
    if (template === null) {
      this.#overflow += 1;
      return;
    }
    const key = `${method} ${template}`;
    const seen = this.#known.get(key);
    if (seen !== undefined) seen.count += 1;
    else if (this.#known.size < this.#templatesMax) this.#known.set(key, { method, template, count: 1 });
    else this.#overflow += 1;
  }

  /** Requests that found no place, ever. */
  get overflow(): number {
    return this.#overflow;
  }

  /** What was seen since the last call; templates stay known, their counts start again. */
  take(atMs: number): Discovered[] {
    const events: Discovered[] = [];
    for (const seen of this.#known.values()) {
      if (seen.count === 0) continue;
      const { method, template, count } = seen;
      events.push({ type: 'discovered', method, template, count, at: atMs });
      seen.count = 0;
    }
    return events;
  }

  /** Forgets templates that a new config may match, or that went away. */
  reset(): void {
    for (const [key, seen] of this.#known) if (seen.count === 0) this.#known.delete(key);
  }
}

function isMethod(method: string): method is Method {
  return methods.some((known) => known === method);
}
