import { headerKind } from './header-kind.ts';
import type { HeaderList } from './header-list.ts';

/**
 * Trailers that go on to the next hop: none that frames, routes or says who asked, which a server that takes trailers for
 * headers would believe (RFC 9110, 6.5.1).
 */
export function passedTrailers(raw: HeaderList): HeaderList {
  const passed: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (headerKind(name) === 'plain') passed.push(name, raw[at + 1] ?? '');
  }
  return passed;
}
