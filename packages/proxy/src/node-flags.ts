/** Carries what nobody here stores through each callback and each tick; without it `AsyncLocalStorage` works all the same. */
const withoutContext = '--no-async-context-frame';

/**
 * Flags of Node for the proxy. Room enough for young objects that those of a request die before they are moved; and none
 * of them made old from the start, as V8 does at places whose objects once lived long: what such a one refers to, the
 * whole exchange, would then last until the next full collection (`pnpm bench proxy`).
 */
export const nodeFlags: readonly string[] = [
  '--max-semi-space-size=32',
  '--no-allocation-site-pretenuring',
  // A Node that has it no more would not start with it.
  ...(process.allowedNodeEnvironmentFlags.has(withoutContext) ? [withoutContext] : []),
];
