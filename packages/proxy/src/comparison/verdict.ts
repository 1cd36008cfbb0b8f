import type { Mismatch } from '@delta-guard/compare';
import type { NotComparedReason, Signature } from '@delta-guard/protocol';

/** Both bodies, their content codings undone. Null where there is none or it could not be decoded. */
export interface ComparedBodies {
  legacy: Uint8Array | null;
  candidate: Uint8Array | null;
  /** Whether texts were brought to UTF-8, whatever the headers say. */
  areUtf8: boolean;
}

interface NotCompared {
  verdict: 'notCompared';
  reason: NotComparedReason;
  /** What had been found when the comparison was given up; absent where none had begun. */
  found?: readonly Signature[];
}

/** What an exchange ends as (P4). */
export type Verdict =
  | { verdict: 'match'; ruleHits: readonly string[] }
  | (Mismatch & { bodies: ComparedBodies })
  | NotCompared;
