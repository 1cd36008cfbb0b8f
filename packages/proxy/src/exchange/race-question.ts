import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { Engine } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { askLegacyAgain, isRepeatable } from './kept-answer.ts';
import type { Finding } from './ledger.ts';

/** How a mismatch of this exchange is asked of the legacy once more; null where the route does not want it or the request does not allow it. */
export function raceQuestion(
  incoming: Incoming,
  { config }: CompiledRoute,
  engine: Engine,
): Finding['askAgain'] {
  if (config.recheckPerSecondMax === 0 || !isRepeatable(incoming)) return null;
  return (timeoutMs) => askLegacyAgain(incoming, engine, timeoutMs);
}
