import { randomUUID } from 'node:crypto';
import { limits, ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RuleEffect } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { loadSamples } from '../samples/load-samples.ts';
import { labelOf } from '../services/route/find-route.ts';
import { checkRule } from '../services/rule/check-rule.ts';
import { atOneMoment } from './at-one-moment.ts';
import { findShownRoute } from './find-shown-route.ts';
import { rulesInForce } from './rules-in-force.ts';

export const rulePreviewInput = z.strictObject({
  /** Null binds all routes. */
  routeId: z.uuid().nullable(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
  /** The rule that the draft replaces, null for a new one. */
  ruleId: z.uuid().nullable(),
});
export type RulePreviewInput = z.infer<typeof rulePreviewInput>;

/** What a draft rule would have done to the stored samples of the routes that it would bind. Nothing is changed. */
export async function rulePreview(context: ServerContext, input: RulePreviewInput): Promise<RuleEffect> {
  const { routeId, place, action } = input;
  checkRule(place, action);
  const { gatewayId } = context;
  let more = false;
  const answer = await context.samples.preview(() =>
    atOneMoment(context, async (tx) => {
      if (routeId !== null) await findShownRoute(tx, gatewayId, routeId);
      const loaded = await loadSamples(tx, { gatewayId, routeId });
      more = loaded.more;
      const routes = await tx.route.findMany({
        where: { id: { in: [...new Set(loaded.samples.map((sample) => sample.routeId))] } },
        take: limits.routesMax,
        select: { id: true, method: true, template: true },
      });
      return {
        ask: 'preview',
        draft: { id: input.ruleId ?? randomUUID(), routeId, place, action },
        rules: await rulesInForce(tx, gatewayId, routeId),
        samples: loaded.samples,
        labels: Object.fromEntries(routes.map((route) => [route.id, labelOf(route)])),
      };
    }),
  );
  return { ...answer, more };
}
