import { protocolVersion } from '@delta-guard/protocol';

const closeReasonBytesMax = 123;

/** A reason as long as a close frame can carry: 123 bytes of UTF-8. */
export function fitCloseReason(reason: string): string {
  let cut = reason.toWellFormed().slice(0, closeReasonBytesMax);
  while (Buffer.byteLength(cut) > closeReasonBytesMax) cut = cut.slice(0, -1).toWellFormed();
  return cut;
}

/** The protocol that an unreadable hello speaks, where it is another one than ours; else null. */
export function otherProtocol(frame: string): number | null {
  try {
    const json: unknown = JSON.parse(frame);
    if (typeof json !== 'object' || json === null || !('type' in json) || json.type !== 'hello') return null;
    if (!('protocol' in json) || typeof json.protocol !== 'number') return null;
    return json.protocol === protocolVersion ? null : json.protocol;
  } catch {
    return null;
  }
}

export function notSpoken(protocol: number): string {
  return `protocol ${protocol} is not spoken here, ${protocolVersion} is`;
}
