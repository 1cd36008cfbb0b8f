import type { Transaction } from '@delta-guard/db';
import { type Event, eventSchema } from '@delta-guard/protocol';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { foldBatch } from '../../ingest/fold-batch.ts';
import { GatewayHold } from '../../ingest/gateway-hold.ts';
import { implausibility } from '../../ingest/plausible.ts';
import { packDeltas } from '../../ingest/store-deltas.ts';
import { storeEvents } from '../../ingest/store-events.ts';
import { failureWords } from '../../store/failure-words.ts';
import { isTransient } from '../../store/is-transient.ts';
import { changeGateway } from '../change.ts';
import {
  findQuarantined,
  nameOf,
  type Quarantined,
  type QuarantinedPlace,
  routeOf,
  takeOut,
} from './find-quarantined.ts';

const messageLengthMax = 500;

/**
 * Stores an event in quarantine as ingest does, under its own place in the stream, in one transaction with its removal from
 * there. Throws with what is still wrong with it; then it stays. The gap that it left stays in either case.
 */
export async function storeAgain(context: ServerContext, input: QuarantinedPlace): Promise<Changed> {
  const before = await findQuarantined(context.db, context.gatewayId, input);
  const event = readEvent(before);
  const folded = foldBatch([...Array<null>(before.position).fill(null), event]);
  const payloads = await packDeltas(folded.deltas);
  const changed = await stillWrong(() =>
    changeGateway(context, async (change) => {
      const { tx, gatewayId } = change;
      const found = await findQuarantined(tx, gatewayId, input);
      await takeOut(tx, found);
      const place = { gatewayId, spoolId: found.spoolId, instance: found.spool.instance };
      const part = { place, seq: input.seq, folded, payloads };
      await storeEvents(tx, [part], { nowMs: change.now.getTime(), hold: new GatewayHold(true) });
      await checkStored(tx, found, event);
      const routeId = await routeOf(tx, found);
      await change.audit({ verb: 'quarantine.storeAgain', routeId, detail: nameOf(found) });
      return { revision: await change.revisionNow() };
    }),
  );
  context.live.note('tallies', 'deltas');
  return changed;
}

function readEvent({ payload }: Quarantined): Event {
  const parsed = eventSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? issue.path.join('.') : 'event';
  throw refusal(`${where}: ${issue?.message ?? 'invalid'}`);
}

/** What ingest would only note as a gap must not leave quarantine. */
async function checkStored(
  tx: Transaction,
  { spoolId, seq, position }: Quarantined,
  event: Event,
): Promise<void> {
  if (event.type === 'tally') {
    if ((await tx.tally.count({ where: { spoolId, seq, position } })) > 0) return;
    throw refusal(implausibility(event) ?? `the route ${event.routeId} is not known here`);
  }
  if (event.type === 'delta') {
    if ((await tx.delta.count({ where: { id: event.id } })) > 0) return;
    throw refusal(`the route ${event.routeId} is not known here`);
  }
}

/** What the database refuses is told as it is; trouble that may pass is a failure like any other. */
async function stillWrong<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError || isTransient(error)) throw error;
    throw refusal(failureWords(error));
  }
}

function refusal(why: string): DomainError {
  const short = why.length > messageLengthMax ? `${why.slice(0, messageLengthMax)}…` : why;
  return new DomainError(
    'quarantinedRefused',
    `It still cannot be stored, and stays in quarantine: ${short}`,
  );
}
