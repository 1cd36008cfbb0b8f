import type { Transaction } from '@delta-guard/db';
import type { Gap } from '@delta-guard/protocol';
import { countEpochs } from './count-epochs.ts';
import { findAndLockEpochs, lockAllEpochs } from './find-epochs.ts';
import type { GatewayHold } from './gateway-hold.ts';
import { noteBuilds } from './note-builds.ts';
import { type Part, placeEvents } from './place-events.ts';
import { sightSignatures } from './signature-plan.ts';
import { type Payloads, storeDeltas } from './store-deltas.ts';
import { storeDiscovered } from './store-discovered.ts';
import { type GapToStore, storeGaps } from './store-gaps.ts';
import { storeRollBacks } from './store-roll-backs.ts';
import { storeRuleHits } from './store-rule-hits.ts';
import { storeSignatures } from './store-signatures.ts';
import { storeTallies } from './store-tallies.ts';
import { storeTargets } from './store-targets.ts';
import { watchFleet } from './watch-fleet.ts';

export interface PartToStore extends Part {
  payloads: Payloads;
}

/**
 * Stores events of batches, as one: what they add up to is added once. Only a single one may change
 * what proxies obey, under its own name; of several, `hold` refuses it.
 */
export async function storeEvents(
  tx: Transaction,
  parts: readonly PartToStore[],
  { hold, nowMs }: { hold: GatewayHold; nowMs: number },
): Promise<void> {
  const [first] = parts;
  if (first === undefined) return;
  const { gatewayId } = first.place;
  const seen = parts.flatMap(({ folded }) => folded.tallies.map(({ tally }) => tally));
  const dated = [...seen, ...parts.flatMap(({ folded }) => folded.deltas)];
  const rolledBack = parts.flatMap(({ folded }) => folded.rolledBack);
  if (hold.held) await lockAllEpochs(tx, routesOf([...dated, ...rolledBack]));
  await storeRollBacks(tx, first.place, { events: rolledBack, nowMs });
  await noteBuilds(tx, first.place, { tallies: seen, hold, nowMs });
  const find = await findAndLockEpochs(tx, gatewayId, dated);
  const each = parts.map((part) => ({ part, placed: placeEvents(part, find, nowMs) }));
  const tallies = each.flatMap(({ placed }) => placed.tallies);
  const deltas = each.flatMap(({ placed }) => placed.deltas);
  const signatures = await storeSignatures(tx, sightSignatures(tallies, deltas));
  await storeTallies(tx, tallies);
  await countEpochs(tx, tallies, { otherSignatures: signatures.others, nowMs });
  await storeTargets(tx, tallies);
  await watchFleet(tx, first.place, { placed: tallies, hold, nowMs });
  const payloads = new Map(parts.flatMap((part) => [...part.payloads]));
  await storeDeltas(tx, { deltas, payloads, signatureIds: signatures.ids });
  await storeRuleHits(
    tx,
    gatewayId,
    tallies.map(({ tally }) => tally),
  );
  await storeDiscovered(
    tx,
    gatewayId,
    parts.flatMap(({ folded }) => folded.discovered),
  );
  for (const { part, placed } of each)
    await storeGaps(tx, part.place, [...placed.gaps, ...part.folded.gaps.map(toGap)]);
}

function routesOf(events: readonly { routeId: string }[]): string[] {
  return [...new Set(events.map(({ routeId }) => routeId))];
}

function toGap({ at, reason, lostEvents }: Gap): GapToStore {
  return { atMs: at, reason, lostEvents, closesCoverage: lostEvents !== 0 };
}
