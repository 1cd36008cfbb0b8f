import { type CloseReason, protocolVersion } from '@delta-guard/protocol';

const closeReasonBytesMax = 123;

/** A reason as long as a close frame can carry: 123 bytes of UTF-8. */
export function fitCloseReason(reason: string): string {
  let cut = reason.toWellFormed().slice(0, closeReasonBytesMax);
  while (Buffer.byteLength(cut) > closeReasonBytesMax) cut = cut.slice(0, -1).toWellFormed();
  return cut;
}

/** Why a first frame that cannot be read ends the link: a hello of another version may look like anything. */
export function unreadableHello(frame: string): CloseReason {
  try {
    const json: unknown = JSON.parse(frame);
    if (typeof json !== 'object' || json === null || !('type' in json) || json.type !== 'hello')
      return 'invalidFrame';
    const isOther =
      'protocol' in json && typeof json.protocol === 'number' && json.protocol !== protocolVersion;
    return isOther ? 'unsupportedProtocol' : 'invalidFrame';
  } catch {
    return 'invalidFrame';
  }
}
