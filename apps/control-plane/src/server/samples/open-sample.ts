import {
  type ComparableResponse,
  type CompareOptions,
  compileRules,
  type Rule,
  type StoredDelta,
} from '@delta-guard/compare';
import { type CapturedResponse, type Delta, decodeTrafficBytes } from '@delta-guard/protocol';
import { unpackDelta } from '../store/payload.ts';
import { patternEngine } from './pattern-engine.ts';
import type { StoredSample } from './sample-job.ts';

/** Bodies of samples are at most 256 KiB a side; what needs more work than this per pair is not judged. */
export const sampleLimits: CompareOptions = { workMax: 10_000_000 };

/** A stored sample as comparisons take it. One that can no longer be read is told as one that was cut. */
export async function openSample({ id, payload }: StoredSample): Promise<StoredDelta> {
  try {
    return toStoredDelta(await unpackDelta(payload));
  } catch {
    return {
      id,
      legacy: { status: 0, headers: [], body: new Uint8Array() },
      candidate: null,
      truncated: true,
      differences: [],
      differencesTotal: 0,
    };
  }
}

/** The rules that proxies can use; one that they leave out is left out here too. */
export function usableRules(rules: readonly Rule[], routeId: string): Rule[] {
  const compiled = compileRules(rules, { routeId, patternEngine });
  if (compiled.ok) return [...rules];
  const wrong = new Set(compiled.errors.map(({ ruleId }) => ruleId));
  return rules.filter(({ id }) => !wrong.has(id));
}

function toStoredDelta({ id, legacy, candidate, differences, differencesTotal }: Delta): StoredDelta {
  const answered = 'status' in candidate ? candidate : null;
  return {
    id,
    legacy: comparable(legacy),
    candidate: answered && comparable(answered),
    truncated: isCut(legacy) || (answered !== null && isCut(answered)),
    differences,
    differencesTotal,
  };
}

function isCut({ body }: CapturedResponse): boolean {
  return body?.truncated ?? false;
}

function comparable({ status, headers, body }: CapturedResponse): ComparableResponse {
  return {
    status,
    headers: headers.flat(),
    body: body === null ? new Uint8Array() : decodeTrafficBytes(body.bytes),
  };
}
