import { type HeaderKind, headerKind } from './header-kind.ts';
import type { HeaderList } from './header-list.ts';

/** Whether a field of this kind ends at this hop by itself. */
export function endsHere(kind: HeaderKind): boolean {
  return kind === 'hopByHop' || kind === 'connection' || kind === 'te' || kind === 'transferEncoding';
}

/** What a peer may not have removed by naming it in Connection: it would change routing, framing or what we say. */
const protectedKinds = new Set<HeaderKind>([
  'host',
  'contentLength',
  'via',
  'forwarded',
  'forwardedFor',
  'forwardedHost',
  'forwardedProto',
  'forwardedOther',
]);

/** Lower-case names that this Connection value lists and that end here by being listed, added to `listed`. */
function listedByConnection(value: string, listed: Set<string> | null): Set<string> | null {
  if (value === 'keep-alive' || value === 'close') return listed;
  let names = listed;
  for (const option of value.split(',')) {
    const lowerName = option.trim().toLowerCase();
    if (lowerName === '' || lowerName === 'keep-alive' || lowerName === 'close') continue;
    if (protectedKinds.has(headerKind(lowerName))) continue;
    names ??= new Set();
    names.add(lowerName);
  }
  return names;
}

/** All names that the Connection fields of a message list, or null where there are none. */
export function connectionNames(raw: HeaderList): Set<string> | null {
  let names: Set<string> | null = null;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (headerKind(raw[at] ?? '') === 'connection') names = listedByConnection(raw[at + 1] ?? '', names);
  }
  return names;
}
