import { randomUUID } from 'node:crypto';
import type { Mismatch } from '@delta-guard/compare';
import { type Delta, limits } from '@delta-guard/protocol';
import type { Sample } from '../comparison/capture-sample.ts';
import type { ComparedBodies } from '../comparison/verdict.ts';
import type { Finding, JudgedSide } from '../exchange/ledger.ts';
import { firstHeader } from '../http/header-list.ts';
import type { RedactedMessage, RedactedSample } from '../redact/redact-sample.ts';

/** What of an exchange becomes a delta, as it came: nothing of it may be in an event before it was redacted (P12). */
export function sampleOf(
  finding: Finding,
  mismatch: Mismatch & { bodies: ComparedBodies },
): Omit<Sample, 'bodies'> {
  const { request, legacy, candidate } = finding;
  const { bodies, differences } = mismatch;
  const isCoded = firstHeader(request.headers, 'content-encoding') !== undefined;
  return {
    target: request.target,
    request: { headers: [...request.headers], body: isCoded ? null : request.body },
    legacy: { headers: legacy.headers, body: bodies.legacy },
    candidate:
      candidate.failure === null
        ? { headers: candidate.headers, body: bodies.candidate }
        : { failure: candidate.failure.message },
    differences: differences.slice(0, limits.differencesMax),
    areUtf8: bodies.areUtf8,
  };
}

/** A mismatch as a sample for people. */
export function buildDelta(
  finding: Finding,
  mismatch: Mismatch,
  sample: RedactedSample,
): Omit<Delta, 'build' | 'bodies'> {
  const { route, request, legacy, candidate } = finding;
  const answered = ({ headers, body }: RedactedMessage, { status, timeMs }: JudgedSide) => ({
    status,
    headers,
    body,
    timeMs,
  });
  return {
    type: 'delta',
    id: randomUUID(),
    routeId: route.config.id,
    revision: route.revision,
    stage: route.stage,
    at: request.atMs,
    request: {
      method: route.config.method,
      target: sample.target.slice(0, limits.targetLengthMax),
      ...sample.request,
    },
    legacy: answered(sample.legacy, legacy),
    candidate:
      'failure' in sample.candidate
        ? {
            failure: candidate.failure?.failure ?? 'reset',
            message: sample.candidate.failure.slice(0, 512),
            timeMs: candidate.timeMs,
          }
        : answered(sample.candidate, candidate),
    differences: sample.differences,
    differencesTotal: mismatch.differencesTotal,
    signatures: mismatch.signatures.slice(0, limits.differencesMax),
  };
}
