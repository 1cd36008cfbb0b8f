import { randomUUID } from 'node:crypto';
import type { Delta, Signature, Tally } from '@delta-guard/protocol';

export const amountDiffers: Signature = { place: 'body', path: '$.amount', kind: 'value', why: null };

/** A tally of one second; whatever is not told is nothing. */
export function tallyOf(tally: Partial<Tally> & Pick<Tally, 'routeId' | 'revision'>): Tally {
  return {
    type: 'tally',
    second: Math.floor(Date.now() / 1_000) - 2,
    stage: 'shadow',
    build: null,
    requests: (tally.matches ?? 0) + (tally.mismatches ?? 0),
    matches: 0,
    mismatches: 0,
    notCompared: {},
    signatures: tally.mismatches ? [{ signature: amountDiffers, count: tally.mismatches }] : [],
    otherSignatures: 0,
    ruleHits: [],
    latencyPairs: (tally.matches ?? 0) + (tally.mismatches ?? 0),
    latencyExceedances: 0,
    overheadMs: null,
    addedMs: null,
    legacyMs: null,
    candidateMs: null,
    fallbacks: 0,
    targets: null,
    controlComparisons: 0,
    noise: [],
    ...tally,
  };
}

export function deltaOf(delta: Partial<Delta> & Pick<Delta, 'routeId' | 'revision'>): Delta {
  const body = (text: string) => ({ bytesTotal: text.length, truncated: false, bytes: { text } });
  return {
    type: 'delta',
    id: randomUUID(),
    stage: 'shadow',
    build: null,
    at: Date.now(),
    bodies: 'full',
    request: { method: 'GET', target: '/accounts/1', headers: [['accept', '*/*']], body: null },
    legacy: { status: 200, headers: [], body: body('{"amount":1}'), timeMs: 2 },
    candidate: { status: 200, headers: [], body: body('{"amount":2}'), timeMs: 3 },
    differences: [{ ...amountDiffers, legacy: '1', candidate: '2' }],
    differencesTotal: 1,
    signatures: [amountDiffers],
    ...delta,
  };
}
