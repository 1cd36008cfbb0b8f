import { randomUUID } from 'node:crypto';
import type { Mismatch } from '@delta-guard/compare';
import { type Delta, limits } from '@delta-guard/protocol';
import type { ComparedBodies } from '../comparison/compare-finding.ts';
import type { Finding } from '../exchange/ledger.ts';
import type { Side } from '../exchange/side.ts';
import { redactBody } from '../redact/redact-body.ts';
import { redactDifference } from '../redact/redact-difference.ts';
import { redactTarget } from '../redact/redact-form.ts';
import { redactHeaders } from '../redact/redact-headers.ts';

/** A mismatch as a sample for people. All that is secret is replaced here, before there is an event (P12). */
export function buildDelta(finding: Finding, mismatch: Mismatch, bodies: ComparedBodies): Delta {
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
      body: request.body === null ? null : redactBody(request.body, request.headers),
    },
    legacy: capturedResponse(legacy, bodies.legacy),
    candidate:
      candidate.failure === null
        ? capturedResponse(candidate, bodies.candidate)
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

function capturedResponse(side: Side, body: Uint8Array | null) {
  return {
    status: side.status,
    headers: redactHeaders(side.headers),
    body: body === null ? null : redactBody(body, side.headers),
    timeMs: side.timeMs,
  };
}
