import { headerKind } from '../http/header-kind.ts';
import { connectionNames, endsHere } from '../http/hop-by-hop.ts';

/** Fields that a recording holds and that a new call has to have of its own, or not at all. */
const ownKinds = new Set(['host', 'contentLength', 'expect', 'condition', 'mark']);

/**
 * Headers of a recorded request, fit to be sent again: without what belonged to its connection, without conditions
 * (a 304 compares nothing) and without the pseudo fields of HTTP/2. `set` replaces fields by name or adds them.
 */
export function replayHeaders(recorded: readonly string[], set: readonly string[]): string[] {
  const listed = connectionNames(recorded);
  const replaced = new Set(set.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()));
  const headers: string[] = [];
  for (let at = 0; at + 1 < recorded.length; at += 2) {
    const name = recorded[at] ?? '';
    const kind = headerKind(name);
    if (name.startsWith(':') || endsHere(kind) || ownKinds.has(kind)) continue;
    if (listed?.has(name.toLowerCase()) || replaced.has(name.toLowerCase())) continue;
    headers.push(name, recorded[at + 1] ?? '');
  }
  return headers.concat(set);
}
