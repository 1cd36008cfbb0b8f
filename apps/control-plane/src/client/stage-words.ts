import type { Stage } from '@delta-guard/protocol';

type Answerer = 'legacy' | 'candidate' | 'both';

interface StageWords {
  answerer: Answerer;
  /** Who answers clients, short. */
  answers: string;
  /** What goes on there, one sentence. */
  sentence: string;
}

export const stageWords: Record<Stage, StageWords> = {
  off: {
    answerer: 'legacy',
    answers: 'legacy answers',
    sentence: 'The legacy answers every client. The candidate is not called.',
  },
  shadow: {
    answerer: 'legacy',
    answers: 'legacy answers',
    sentence:
      'The legacy answers every client. The candidate gets a copy of each request, and its answer is only compared.',
  },
  guarded: {
    answerer: 'both',
    answers: 'candidate answers where equal',
    sentence:
      'Both are called. Clients get the candidate’s answer only where it equals the legacy’s to that very request.',
  },
  canary: {
    answerer: 'both',
    answers: 'candidate answers some clients',
    sentence:
      'The candidate answers a share of clients, the legacy the rest. The other one is called too and compared.',
  },
  live: {
    answerer: 'candidate',
    answers: 'candidate answers',
    sentence:
      'The candidate answers every client. The legacy is still called and compared, so rolling back is instant.',
  },
  complete: {
    answerer: 'candidate',
    answers: 'candidate answers alone',
    sentence: 'The candidate answers every client. The legacy is not called any more.',
  },
};

export type TrackState = 'past' | 'here' | 'next' | 'ahead' | 'skipped';

interface TrackInput {
  stages: readonly Stage[];
  here: Stage;
  next: Stage | null;
  /** What the proxies can serve. */
  served: readonly Stage[];
}

/** The stages in order, each with its place on the way; what lies between here and the next one is not served. */
export function stageTrack({
  stages,
  here,
  next,
  served,
}: TrackInput): { stage: Stage; state: TrackState }[] {
  const hereAt = stages.indexOf(here);
  const nextAt = next === null ? -1 : stages.indexOf(next);
  return stages.map((stage, at) => ({ stage, state: stateOf(stage, at) }));

  function stateOf(stage: Stage, at: number): TrackState {
    if (at === hereAt) return 'here';
    if (at === nextAt) return 'next';
    if (!served.includes(stage)) return 'skipped';
    return at < hereAt ? 'past' : 'ahead';
  }
}
