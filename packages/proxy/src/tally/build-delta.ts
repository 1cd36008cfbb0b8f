import { randomUUID } from 'node:crypto';
import type { Mismatch } from '@delta-guard/compare';
import { type CapturedBody, type Delta, limits } from '@delta-guard/protocol';
import type { SampleBody } from '../comparison/sample-body.ts';
import type { ComparedBodies } from '../comparison/verdict.ts';
import type { Finding, JudgedSide } from '../exchange/ledger.ts';
import type { HeaderList } from '../http/header-list.ts';
import { redactDifference } from '../redact/redact-difference.ts';
import { redactTarget } from '../redact/redact-form.ts';
import { redactHeaders } from '../redact/redact-headers.ts';

/** The bodies of a delta in their order: of the request, of the legacy, of the candidate. */
export function sampleBodies(finding: Finding, compared: ComparedBodies): (SampleBody | null)[] {
  const { request, legacy, candidate } = finding;
  const sample = (bytes: Uint8Array | null, headers: HeaderList, isUtf8: boolean) =>
    bytes === null ? null : { bytes, headers, isUtf8 };
  return [
    sample(request.body, request.headers, false),
    sample(compared.legacy, legacy.headers, compared.areUtf8),
    sample(compared.candidate, candidate.headers, compared.areUtf8),
  ];
}

/** A mismatch as a sample for people, with its bodies as they were captured. All that is secret is replaced here, before there is an event (P12). */
export function buildDelta(
  finding: Finding,
  mismatch: Mismatch,
  [requestBody = null, legacyBody = null, candidateBody = null]: readonly (CapturedBody | null)[],
): Delta {
  const { route, request, legacy, candidate } = finding;
  return {
    type: 'delta',
    id: randomUUID(),
    routeId: route.config.id,
    revision: route.revision,
    stage: route.stage,
    build: null,
    at: request.atMs,
    request: {
      method: route.config.method,
      target: redactTarget(request.target).slice(0, limits.targetLengthMax),
      headers: redactHeaders(request.headers),
      body: requestBody,
    },
    legacy: capturedResponse(legacy, legacyBody),
    candidate:
      candidate.failure === null
        ? capturedResponse(candidate, candidateBody)
        : {
            failure: candidate.failure.failure,
            message: candidate.failure.message,
            timeMs: candidate.timeMs,
          },
    differences: mismatch.differences.slice(0, limits.differencesMax).map(redactDifference),
    differencesTotal: mismatch.differencesTotal,
    signatures: mismatch.signatures.slice(0, limits.differencesMax),
  };
}

function capturedResponse(side: JudgedSide, body: CapturedBody | null) {
  return {
    status: side.status,
    headers: redactHeaders(side.headers),
    body,
    timeMs: side.timeMs,
  };
}
