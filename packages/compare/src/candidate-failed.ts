import type { Mismatch } from './comparison.ts';
import type { CandidateFailure, Difference } from './difference.ts';
import { signaturesOf } from './signature.ts';

/** The verdict on an exchange in which the candidate gave no answer at all: a mismatch, never silence. */
export function candidateFailed(legacyStatus: number, failure: CandidateFailure): Mismatch {
  const difference: Difference = {
    place: 'status',
    path: 'status',
    kind: 'status',
    why: failure,
    legacy: String(legacyStatus),
    candidate: null,
  };
  const differences = [difference];
  return {
    verdict: 'mismatch',
    differences,
    differencesTotal: 1,
    signatures: signaturesOf(differences),
    ruleHits: [],
  };
}
