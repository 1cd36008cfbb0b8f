import type { Config } from '../config.ts';
import type { Signature } from '../difference.ts';
import type { Delta, Tally } from '../event.ts';
import type { Batch, Hello } from '../message.ts';
import { routeDefaults } from '../route-defaults.ts';
import { protocolVersion } from '../version.ts';

const routeId = '0198f3a0-1111-7000-8000-000000000001';
const signature: Signature = { place: 'body', path: '$.bookedAt', kind: 'value', why: 'timeZone' };

export const sampleHello: Hello = {
  type: 'hello',
  protocol: protocolVersion,
  gateway: 'default',
  spool: '00112233445566778899aabbccddeeff',
  instance: 'proxy-1',
  startedAt: 1_790_000_000_000,
  appliedRevision: 3,
  firstSeq: 1,
  servedStages: ['off', 'shadow', 'live'],
};

export const sampleTally: Tally = {
  type: 'tally',
  routeId,
  second: 1_790_000_000,
  revision: 3,
  stage: 'shadow',
  build: null,
  requests: 12,
  matches: 9,
  mismatches: 2,
  notCompared: { tooLarge: 1 },
  signatures: [{ signature, count: 2 }],
  otherSignatures: 0,
  ruleHits: [],
  latencyPairs: 11,
  latencyExceedances: 0,
  overheadMs: null,
  addedMs: { negative: [], zeros: 1, positive: [[12, 3]] },
  legacyMs: null,
  candidateMs: null,
  fallbacks: 0,
  targets: { smallest: [12, 345], frequent: [{ target: 12, count: 4 }], missed: 1 },
  controlComparisons: 1,
  noise: [{ signature, count: 1 }],
};

export const sampleDelta: Delta = {
  type: 'delta',
  id: '0198f3a0-2222-7000-8000-000000000001',
  routeId,
  revision: 3,
  stage: 'shadow',
  build: null,
  at: 1_790_000_000_123,
  bodies: 'full',
  request: { method: 'GET', target: '/accounts/7', headers: [['Accept', '*/*']], body: null },
  legacy: {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: { bytesTotal: 2, truncated: false, bytes: { text: '{}' } },
    timeMs: 1.5,
  },
  candidate: { failure: 'timeout', message: 'no answer in 10000 ms', timeMs: 10_000 },
  differences: [
    { place: 'body', path: '$.bookedAt', kind: 'value', why: 'timeZone', legacy: '"a"', candidate: '"b"' },
  ],
  differencesTotal: 1,
  signatures: [signature],
};

export const sampleBatch: Batch = { type: 'batch', seq: 1, events: [sampleTally, sampleDelta] };

export const sampleConfig: Config = {
  revision: 4,
  targetSalt: '00112233445566778899aabbccddeeff',
  routes: [
    {
      id: routeId,
      method: 'GET',
      template: '/accounts/:id',
      stage: 'shadow',
      version: 1,
      ...routeDefaults,
    },
  ],
  rules: [
    {
      id: '0198f3a0-3333-7000-8000-000000000001',
      routeId: null,
      place: { in: 'body', path: '$.requestId' },
      action: { do: 'ignore' },
    },
  ],
};
