import {
  type ComparableResponse,
  type CompiledRules,
  compileRules,
  noRules,
  type Rule,
  type StoredDelta,
} from '@delta-guard/compare';
import { type CapturedResponse, type Delta, decodeTrafficBytes } from '@delta-guard/protocol';
import { patternEngine } from '../../pattern-engine.ts';
import { unpackDeltaSync } from '../store/payload.ts';
import type { StoredSample } from './sample-job.ts';

/** A stored sample as comparisons take it. One that can no longer be read is told as one that was cut. */
export function openSample({ id, payload, current }: StoredSample): StoredDelta {
  try {
    return toStoredDelta(unpackDeltaSync(payload), current);
  } catch {
    return {
      id,
      legacy: { status: 0, headers: [], body: new Uint8Array() },
      candidate: null,
      truncated: true,
      hasBodies: true,
      isCurrent: current,
      differences: [],
      differencesTotal: 0,
    };
  }
}

/** The rules of a route that proxies can use; one that they leave out is left out here too. */
export function usableRules(
  rules: readonly Rule[],
  routeId: string,
): { rules: readonly Rule[]; compiled: CompiledRules } {
  const first = compileRules(rules, { routeId, patternEngine });
  if (first.ok) return { rules, compiled: first.rules };
  const wrong = new Set(first.errors.map(({ ruleId }) => ruleId));
  const usable = rules.filter(({ id }) => !wrong.has(id));
  const second = compileRules(usable, { routeId, patternEngine });
  return { rules: usable, compiled: second.ok ? second.rules : noRules };
}

function toStoredDelta(delta: Delta, isCurrent: boolean): StoredDelta {
  const { id, legacy, candidate, bodies, differences, differencesTotal } = delta;
  const answered = 'status' in candidate ? candidate : null;
  return {
    id,
    legacy: comparable(legacy),
    candidate: answered && comparable(answered),
    truncated: isCut(legacy) || (answered !== null && isCut(answered)),
    hasBodies: bodies === 'full',
    isCurrent,
    differences,
    differencesTotal,
  };
}

function isCut({ body }: CapturedResponse): boolean {
  return body?.truncated ?? false;
}

/** Texts are kept in UTF-8, whatever the headers say; a charset that was undone is no difference. */
function comparable({ status, headers, body }: CapturedResponse): ComparableResponse {
  return {
    status,
    headers: headers.flatMap(([name, value]) => [
      name,
      name.toLowerCase() === 'content-type' ? value.replace(charsetParameter, '$1utf-8') : value,
    ]),
    body: body === null ? new Uint8Array() : decodeTrafficBytes(body.bytes),
  };
}

const charsetParameter = /(;\s*charset\s*=\s*)("[^"]*"|[^\s;]*)/i;
