import {
  type CompareLimits,
  type Comparison,
  candidateFailed,
  compareResponses,
  defaultLimits,
  type Mismatch,
} from '@delta-guard/compare';
import { type NotComparedReason, limits as wireLimits } from '@delta-guard/protocol';
import type { Finding } from '../exchange/ledger.ts';
import type { Side } from '../exchange/side.ts';
import { type HeaderList, headerValues } from '../http/header-list.ts';
import { contentCodings, type DecodedBody, decodeBody } from './decode-body.ts';

export interface ComparedBodies {
  /** Decoded; null where the body could not be kept or decoded. */
  legacy: Uint8Array | null;
  candidate: Uint8Array | null;
}

export type Verdict =
  | { verdict: 'match'; ruleHits: readonly string[] }
  | (Mismatch & { bodies: ComparedBodies })
  | { verdict: 'notCompared'; reason: NotComparedReason };

const limits: CompareLimits = {
  ...defaultLimits,
  differencesMax: wireLimits.differencesMax,
  workMax: 20_000_000,
};

/** Reaches the verdict on an exchange whose legacy answered. Decodes off the main thread where bodies are encoded. */
export async function compareFinding(finding: Finding, decodedBytesMax: number): Promise<Verdict> {
  const { legacy, candidate } = finding;
  if (candidate.failure !== null) return failedVerdict(legacy, candidate.failure.failure, decodedBytesMax);
  const legacyRaw = legacy.capture?.whole() ?? empty;
  const candidateRaw = candidate.capture?.whole() ?? empty;
  const legacyCodings = codingsOf(legacy.headers);
  const candidateCodings = codingsOf(candidate.headers);
  const sameOnTheWire = legacyCodings.join() === candidateCodings.join() && legacyRaw.equals(candidateRaw);
  if (sameOnTheWire) {
    // Equal bytes under equal codings are equal whatever they decode to, so they are compared as they are.
    return verdictOf(
      compareResponses(
        asComparable(legacy, legacyRaw),
        asComparable(candidate, legacyRaw),
        finding.route.rules,
        limits,
      ),
      {
        legacy: legacyRaw,
        candidate: candidateRaw,
      },
    );
  }
  const [left, right] = await Promise.all([
    decodeIfNeeded(legacyRaw, legacyCodings, decodedBytesMax),
    decodeIfNeeded(candidateRaw, candidateCodings, decodedBytesMax),
  ]);
  if (!left.ok) return { verdict: 'notCompared', reason: left.reason };
  if (!right.ok) return { verdict: 'notCompared', reason: right.reason };
  const comparison = compareResponses(
    asComparable(legacy, left.body),
    asComparable(candidate, right.body),
    finding.route.rules,
    limits,
  );
  return verdictOf(comparison, { legacy: left.body, candidate: right.body });
}

const empty = Buffer.alloc(0);

async function failedVerdict(
  legacy: Side,
  failure: 'refused' | 'reset' | 'timeout',
  decodedBytesMax: number,
): Promise<Verdict> {
  const raw = legacy.capture?.whole() ?? null;
  const decoded = raw === null ? null : await decodeIfNeeded(raw, codingsOf(legacy.headers), decodedBytesMax);
  const body = decoded?.ok ? decoded.body : null;
  return { ...candidateFailed(legacy.status, failure), bodies: { legacy: body, candidate: null } };
}

function decodeIfNeeded(
  raw: Buffer,
  codings: string[],
  bytesMax: number,
): DecodedBody | Promise<DecodedBody> {
  return codings.length === 0 ? { ok: true, body: raw } : decodeBody(raw, codings, bytesMax);
}

function codingsOf(headers: HeaderList): string[] {
  const values = headerValues(headers, 'content-encoding');
  return values.length === 0 ? none : contentCodings(values);
}

const none: string[] = [];

function asComparable(side: Side, body: Uint8Array) {
  return { status: side.status, headers: side.headers, body };
}

function verdictOf(comparison: Comparison, bodies: ComparedBodies): Verdict {
  switch (comparison.verdict) {
    case 'match':
      return comparison;
    case 'mismatch':
      return { ...comparison, bodies };
    case 'notCompared':
      return { verdict: 'notCompared', reason: comparison.reason };
  }
}
