import type { Actor } from './actor.ts';
import { type Stage, stageOrder } from './stage.ts';

export type MoveKind = 'promote' | 'rollBack';

/** What must hold before a move, besides the role of who asks. */
export type MoveNeed = 'openGate' | 'legacyProbed';

export interface MoveEffect {
  /** The proof starts anew under the next epoch. */
  newEpoch: boolean;
  /** No promotion until the policy's cool-down is over. */
  coolDown: boolean;
  /** What it does to clients, for the confirmation. */
  words: string;
}

export interface Move {
  from: Stage;
  to: Stage;
  kind: MoveKind;
  who: readonly Actor[];
  needs: readonly MoveNeed[];
  effect: MoveEffect;
}

/** What each stage does to clients, in the words of a confirmation. */
export const stageWords: Record<Stage, string> = {
  off: 'the legacy answers every client and the candidate is not called',
  shadow: 'the legacy answers every client; the candidate is called beside it and compared',
  guarded:
    'clients get the answer of the candidate only where it equals that of the legacy to the same request, and in time',
  canary: 'the candidate answers a share of the clients, the legacy the rest; both are called and compared',
  live: 'the candidate answers every client; the legacy is called beside it and compared, so the way back stays instant',
  complete: 'the candidate answers every client and the legacy is not called any more',
};

/** Forward moves start no epoch: the evidence of the same build, rules and policy goes on. */
const keepsEvidence = { newEpoch: false, coolDown: false };
const startsAnew = { newEpoch: true, coolDown: true };

/** The machine where only `served` stages can be served by every part. Those not served are skipped. */
export function movesOf(served: ReadonlySet<Stage>): Move[] {
  const stages = stageOrder.filter((stage) => served.has(stage));
  return stages.flatMap((from) => [...forward(from, stages), ...back(from, stages)]);
}

/** All moves, with every stage served. */
export const moves: readonly Move[] = movesOf(new Set(stageOrder));

/** Moves out of a stage, forward first. */
export function legalMoves(stage: Stage, served: ReadonlySet<Stage>): Move[] {
  const stages = stageOrder.filter((each) => served.has(each));
  return [...forward(stage, stages), ...back(stage, stages)];
}

/** The stage that promote leads to; null from the last one. */
export function nextStage(stage: Stage, served: ReadonlySet<Stage>): Stage | null {
  return legalMoves(stage, served).find((move) => move.kind === 'promote')?.to ?? null;
}

/** The stage that roll back leads to: `shadow` from beyond it, `off` from shadow; null from off. */
export function rollBackStage(stage: Stage, served: ReadonlySet<Stage>): Stage | null {
  return legalMoves(stage, served).find((move) => move.kind === 'rollBack')?.to ?? null;
}

function forward(from: Stage, stages: readonly Stage[]): Move[] {
  const to = stages.find((stage) => rank(stage) > rank(from));
  // Nothing is proven without shadow, so it can not be skipped as the later stages can.
  if (to === undefined || (from === 'off' && to !== 'shadow')) return [];
  const words = `From the next request on ${stageWords[to]}.`;
  return [
    {
      from,
      to,
      kind: 'promote',
      who: from === 'off' ? ['operator'] : ['operator', 'automatic'],
      needs: from === 'off' ? [] : ['openGate'],
      effect: { ...keepsEvidence, words },
    },
  ];
}

function back(from: Stage, stages: readonly Stage[]): Move[] {
  const targets = stages.filter((to) => (to === 'shadow' || to === 'off') && rank(to) < rank(from));
  return targets.reverse().map((to) => backMove(from, to));
}

function backMove(from: Stage, to: Stage): Move {
  const answered = rank(from) > rank('shadow');
  const again = answered ? ' The route cools down and a new epoch begins.' : '';
  return {
    from,
    to,
    kind: 'rollBack',
    // The guard acts where the candidate answers clients and the legacy still hears the traffic.
    who: to === 'shadow' && from !== 'complete' ? ['operator', 'guard'] : ['operator'],
    needs: from === 'complete' ? ['legacyProbed'] : [],
    effect: {
      ...(answered ? startsAnew : keepsEvidence),
      words: `From the next request on ${stageWords[to]}.${again}`,
    },
  };
}

/** Place of a stage on the way forward, from 0. */
export function rank(stage: Stage): number {
  return stageOrder.indexOf(stage);
}
