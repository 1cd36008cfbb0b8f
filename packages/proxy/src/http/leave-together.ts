/** An answer, or the beginning of one, on its way to a client. */
export interface LeavingAnswer {
  /** Writes what is there. Does not throw. */
  leave(): void;
}

/** So many answers in one turn of the event loop make it a busy one. */
const busyFrom = 4;
/** Past so many the first one has waited long enough. */
const waitingMax = 32;

/** Places that are emptied as they are taken: what stood in a list that grew old would outlive its exchange. */
const waiting: (LeavingAnswer | null)[] = new Array(waitingMax).fill(null);
let count = 0;
let inTurn = 0;
let wasBusy = false;

/**
 * While turns are busy, answers leave at the end of theirs, one right after the other: a write on its own finds its receiver
 * asleep, and to wake it costs about as much as the write itself. True where the answer waits for that; where it is false
 * it leaves by itself.
 */
export function leaveTogether(answer: LeavingAnswer): boolean {
  if (inTurn === 0) setImmediate(endTurn);
  inTurn += 1;
  if (!wasBusy) return false;
  if (count === waitingMax) sendWaiting();
  waiting[count] = answer;
  count += 1;
  return true;
}

/** For whoever is about to keep the event loop busy: answers do not wait for that. */
export function sendWaiting(): void {
  const leaving = count;
  count = 0;
  for (let at = 0; at < leaving; at += 1) {
    const answer = waiting[at];
    waiting[at] = null;
    answer?.leave();
  }
}

function endTurn(): void {
  wasBusy = inTurn >= busyFrom;
  inTurn = 0;
  sendWaiting();
}
