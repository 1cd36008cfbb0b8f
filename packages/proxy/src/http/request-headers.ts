import { addForwarded, type ClientHop, type EarlierHops, joined } from './forwarded.ts';
import { headerKind } from './header-kind.ts';
import type { HeaderList } from './header-list.ts';
import { connectionNames } from './hop-by-hop.ts';

export interface UpstreamHeaders {
  /** For the upstream: end-to-end fields and forwarding; never Expect, nor a mark of a shadow call. */
  headers: string[];
  expectsContinue: boolean;
  /** If-* are among them, which are for the primary only. */
  hasConditions: boolean;
}

/** Headers of a client's request as an upstream gets them. `authority`, from an absolute target, wins over Host. */
export function upstreamHeaders(raw: HeaderList, hop: ClientHop, authority: string | null): UpstreamHeaders {
  const listed = connectionNames(raw);
  const headers: string[] = authority === null ? [] : ['Host', authority];
  const earlier: EarlierHops | null = hop.trusted
    ? { forwardedFor: '', forwarded: '', hasHost: false, hasProto: false }
    : null;
  let acceptsTrailers = false;
  let expectsContinue = false;
  let hasConditions = false;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    const kind = headerKind(name);
    switch (kind) {
      case 'plain':
      case 'condition':
        if (listed?.has(name.toLowerCase())) continue;
        if (kind === 'condition') hasConditions = true;
        break;
      case 'host':
        if (authority !== null) continue;
        break;
      case 'te':
        if (/(?:^|,)\s*trailers\s*(?:,|$)/i.test(value)) acceptsTrailers = true;
        continue;
      case 'expect':
        expectsContinue = true;
        continue;
      case 'connection':
      case 'hopByHop':
      case 'transferEncoding':
      case 'mark':
        continue;
      case 'forwarded':
      case 'forwardedFor':
      case 'forwardedHost':
      case 'forwardedProto':
      case 'forwardedOther':
        // What an untrusted peer says about others is replaced.
        if (earlier === null || takesEarlier(kind, value, earlier)) continue;
        break;
      case 'contentLength':
      case 'via':
    }
    headers.push(name, value);
  }
  if (acceptsTrailers) headers.push('TE', 'trailers');
  addForwarded(headers, hop, earlier);
  return { headers, expectsContinue, hasConditions };
}

/** Notes what a trusted peer said; true where it will be said again together with what we add. */
function takesEarlier(kind: string, value: string, earlier: EarlierHops): boolean {
  if (kind === 'forwardedHost') earlier.hasHost = true;
  if (kind === 'forwardedProto') earlier.hasProto = true;
  if (kind === 'forwardedFor') earlier.forwardedFor = joined(earlier.forwardedFor, value);
  else if (kind === 'forwarded') earlier.forwarded = joined(earlier.forwarded, value);
  else return false;
  return true;
}

/** Without If-*: a condition would be judged against validators of the other side. */
export function withoutConditions(headers: HeaderList): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (headerKind(name) !== 'condition') kept.push(name, headers[at + 1] ?? '');
  }
  return kept;
}
