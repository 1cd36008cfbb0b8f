/**
 * How both ends of a link compress frames (RFC 7692), as options of `ws`: large ones only, for small ones cost more than they
 * save, and each by itself, so that no link holds the memory of a window.
 */
export const linkCompression = {
  /** Bytes from which on a frame is compressed. */
  threshold: 32 * 1024,
  clientNoContextTakeover: true,
  serverNoContextTakeover: true,
  /** Frames at a time in one process. */
  concurrencyLimit: 2,
  /** A proxy has better things to do than to squeeze out the rest. */
  zlibDeflateOptions: { level: 3 },
} as const;
