import { headerKind } from '../http/header-kind.ts';
import type { HeaderList } from '../http/header-list.ts';

export interface RequestRuleOptions {
  /** Value of Host; null leaves the client's. */
  host: string | null;
  remove: readonly string[];
  /** Flat lists of names and values. */
  set: HeaderList;
  add: HeaderList;
}

/** What one upstream gets in other headers than the client sent. */
export class RequestRules {
  readonly #host: string | null;
  readonly #removed: ReadonlySet<string>;
  readonly #set = new Map<string, [name: string, value: string]>();
  readonly #add: HeaderList;

  constructor({ host, remove, set, add }: RequestRuleOptions) {
    this.#host = host;
    this.#removed = new Set(remove.map((name) => name.toLowerCase()));
    for (let at = 0; at + 1 < set.length; at += 2) {
      const name = set[at] ?? '';
      this.#set.set(name.toLowerCase(), [name, set[at + 1] ?? '']);
    }
    this.#add = add;
  }

  /** A new list; one that is replaced stands where the client's first stood. */
  apply(headers: HeaderList): string[] {
    const changed: string[] = [];
    const left = new Map(this.#set);
    let hasHost = false;
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const name = headers[at] ?? '';
      const value = headers[at + 1] ?? '';
      if (headerKind(name) === 'host') {
        hasHost = true;
        changed.push(name, this.#host ?? value);
        continue;
      }
      const lowerName = name.toLowerCase();
      const replaced = left.get(lowerName);
      if (replaced !== undefined) {
        left.delete(lowerName);
        changed.push(...replaced);
      } else if (!this.#removed.has(lowerName) && !this.#set.has(lowerName)) changed.push(name, value);
    }
    if (this.#host !== null && !hasHost) changed.unshift('Host', this.#host);
    for (const header of left.values()) changed.push(...header);
    return changed.concat(this.#add);
  }
}
