/** Why a link was closed, as WebSocket close codes (RFC 6455, 7.4.2: 4000 to 4999 are for applications). */
export const closeCodes = {
  /** By the proxy: its run is over and all of it was acked. */
  ended: 4200,
  invalidFrame: 4400,
  unsupportedProtocol: 4406,
  helloExpected: 4408,
  spoolForked: 4409,
  sequenceJump: 4410,
  frameTooLarge: 4413,
  replaced: 4415,
  storeFailed: 4500,
  stopping: 4503,
} as const;
export type CloseReason = keyof typeof closeCodes;

/** The name behind a close code, or null where it is not one of ours. */
export function closeReason(code: number): CloseReason | null {
  for (const [name, known] of Object.entries(closeCodes)) {
    if (known === code) return name as CloseReason;
  }
  return null;
}
