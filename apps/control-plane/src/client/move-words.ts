import type { Stage } from '@delta-guard/protocol';
import { stageWords } from './stage-words.ts';

export interface Move {
  from: Stage;
  to: Stage;
  kind: 'promote' | 'rollBack';
}

export interface MoveWords {
  title: string;
  confirm: string;
  /** What happens, in the order an operator wonders about it. */
  facts: { question: string; answer: string }[];
}

export function moveWords({ from, to, kind }: Move): MoveWords {
  return {
    title: kind === 'promote' ? `Promote from ${from} to ${to}?` : `Roll back from ${from} to ${to}?`,
    confirm: kind === 'promote' ? `Promote to ${to}` : `Roll back to ${to}`,
    facts: [
      { question: 'Who answers clients', answer: answersThen(from, to) },
      { question: 'What is still called', answer: calledThen(to) },
      {
        question: 'How fast',
        answer:
          'On every connected instance within a second. One that is out of reach follows when it is back.',
      },
      { question: 'How to undo', answer: undo({ from, to, kind }) },
    ],
  };
}

function answersThen(from: Stage, to: Stage): string {
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
