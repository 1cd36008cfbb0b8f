import { z } from 'zod';
import type { RuleSuggestions } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { loadSamples } from '../samples/load-samples.ts';
import { atOneMoment } from './at-one-moment.ts';
import { findShownRoute } from './find-shown-route.ts';
import { rulesInForce } from './rules-in-force.ts';

export const ruleSuggestionsInput = z.strictObject({ routeId: z.uuid() });

/** Rules that the newest samples of a route speak for; for a person to decide, never applied by itself. */
export async function ruleSuggestions(
  context: ServerContext,
  { routeId }: z.infer<typeof ruleSuggestionsInput>,
): Promise<RuleSuggestions> {
  const { gatewayId } = context;
  return context.samples.suggest(() =>
    atOneMoment(context, async (tx) => {
      await findShownRoute(tx, gatewayId, routeId);
      const { samples } = await loadSamples(tx, { gatewayId, routeId });
      return { ask: 'suggest', routeId, rules: await rulesInForce(tx, gatewayId, routeId), samples };
    }),
  );
}
