import type { Stage } from '@delta-guard/protocol';
import { formatRate } from './format.ts';
import { stageWords } from './stage-words.ts';

export interface Move {
  from: Stage;
  to: Stage;
  /** Of clients on the candidate, where it leads to canary. */
  canaryShare: number | null;
  kind: 'promote' | 'rollBack';
}

export interface MoveWords {
  title: string;
  confirm: string;
  /** What happens, in the order an operator wonders about it. */
  facts: { question: string; answer: string }[];
}

/** Where a move leads, for a button: a stage, or a step of canary. */
export function targetWords({ to, canaryShare }: Pick<Move, 'to' | 'canaryShare'>): string {
  return to === 'canary' && canaryShare !== null ? `canary, ${formatRate(canaryShare)} of clients` : to;
}

/** Where a move came from and went, with the shares where one end of it is canary. */
export function moveEnds(move: {
  fromStage: Stage;
  fromShare: number | null;
  toStage: Stage;
  toShare: number | null;
}): { from: string; to: string } {
  const end = (stage: Stage, share: number | null) =>
    stage === 'canary' && share !== null ? `canary (${formatRate(share)} of clients)` : stage;
  return { from: end(move.fromStage, move.fromShare), to: end(move.toStage, move.toShare) };
}

export function moveWords(move: Move): MoveWords {
  const { from, to, kind } = move;
  const target = targetWords(move);
  return {
    title: kind === 'promote' ? `Promote from ${from} to ${target}?` : `Roll back from ${from} to ${to}?`,
    confirm: kind === 'promote' ? `Promote to ${target}` : `Roll back to ${to}`,
    facts: [
      { question: 'Who answers clients', answer: answersThen(move) },
      { question: 'What is still called', answer: calledThen(to) },
      {
        question: 'How fast',
        answer:
          'On every connected instance within a second. One that is out of reach follows when it is back.',
      },
      { question: 'How to undo', answer: undo(move) },
    ],
  };
}

function answersThen({ from, to, canaryShare }: Move): string {
  if (to === 'canary' && canaryShare !== null) {
    return `The candidate for ${formatRate(canaryShare)} of the clients, the legacy for the rest. Who is on the candidate stays there.`;
  }
  const before = stageWords[from].answerer;
  const after = stageWords[to].answerer;
  if (before === after) return `As now: the ${after === 'both' ? 'candidate and the legacy' : after}.`;
  if (after === 'candidate')
    return 'From now on the candidate. If it fails before its answer begins, the client still gets the legacy’s answer.';
  if (after === 'legacy') return 'From now on the legacy again, for every client.';
  return stageWords[to].sentence;
}

function calledThen(to: Stage): string {
  switch (to) {
    case 'off':
      return 'Only the legacy. Nothing is compared, and no evidence is gathered.';
    case 'shadow':
      return 'Both. The candidate’s answers are compared after the client has the legacy’s.';
    case 'live':
      return 'Both. The legacy’s answers are compared after the client has the candidate’s.';
    case 'complete':
      return 'Only the candidate. The legacy gets nothing any more.';
    case 'guarded':
    case 'canary':
      return 'Both, and their answers are compared.';
  }
}

function undo({ from, to, kind }: Move): string {
  if (kind === 'promote')
    return to === 'shadow' ? 'Roll back to off, at any time.' : 'Roll back, at any time and without a gate.';
  if (from === 'shadow') return 'Promote to shadow again, at any time.';
  return 'Promote again once the gate is open. The route cools down first and proves itself in a new epoch.';
}
