import { procedure, router } from './init.ts';

export const liveRouter = router({
  /** Hints that something changed, at most one a second; what changed is asked for anew by the page. */
  changes: procedure.subscription(async function* ({ ctx, signal }) {
    yield* ctx.live.changes(signal);
  }),
});
