import type { Delta, Tally } from '@delta-guard/protocol';

const routeId = '00000000-0000-4000-8000-000000000001';

export function tally(second: number, more: Partial<Tally> = {}): Tally {
  return {
    type: 'tally',
    routeId,
    second,
    revision: 1,
    stage: 'shadow',
    build: null,
    requests: 3,
    matches: 2,
    mismatches: 1,
    notCompared: { tooLarge: 1 },
    signatures: [],
    otherSignatures: 0,
    ruleHits: [],
    latencyPairs: 3,
    latencyExceedances: 1,
    overheadMs: null,
    addedMs: null,
    legacyMs: null,
    candidateMs: null,
    fallbacks: 0,
    targets: null,
    controlComparisons: 0,
    noise: [],
    ...more,
  };
}

export function delta(body: string): Delta {
  const captured = { bytesTotal: body.length, truncated: false, bytes: { text: body } };
  const difference = { place: 'body', path: '$.a', kind: 'value', why: null } as const;
  return {
    type: 'delta',
    id: '00000000-0000-4000-8000-00000000000d',
    routeId,
    revision: 1,
    stage: 'shadow',
    build: null,
    at: 1,
    bodies: 'full',
    request: { method: 'GET', target: '/', headers: [], body: null },
    legacy: { status: 200, headers: [], body: captured, timeMs: 1 },
    candidate: { status: 200, headers: [], body: captured, timeMs: 1 },
    differences: [{ ...difference, legacy: '1', candidate: '2' }],
    differencesTotal: 1,
    signatures: [difference],
  };
}
