/** Caps of the wire. A frame or a field beyond its cap is refused with a reason, never cut in silence. */
export const limits = {
  /** One WebSocket frame, in bytes. */
  frameBytesMax: 8 * 1024 * 1024,
  /** Events in one batch. */
  batchEventsMax: 2_000,
  /** Batches sent and not yet acked, per link: as many as are stored in one transaction while a spool catches up. */
  batchesInFlightMax: 32,
  /** One captured body inside a delta, in bytes before encoding. */
  bodyBytesMax: 256 * 1024,
  /** Differences kept in one delta; the rest is counted in `differencesTotal`. */
  differencesMax: 200,
  /** Signatures told apart per route; the rest is counted as `other`. */
  signaturesPerRouteMax: 500,
  /** Either value of a difference, in UTF-16 code units. */
  valueLengthMax: 1_024,
  pathLengthMax: 2_048,
  headersMax: 256,
  headerValueLengthMax: 16 * 1024,
  targetLengthMax: 16 * 1024,
  routesMax: 2_000,
  rollbacksNamedMax: 64,
  /** Hashes of targets in one tally: those not told before, among the smallest that were seen. */
  distinctTargetsMax: 1_024,
  /** Targets in one tally whose share is told. */
  frequentTargetsMax: 32,
  rulesMax: 5_000,
} as const;
