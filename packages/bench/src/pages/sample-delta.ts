import type { Delta } from '@delta-guard/protocol';

const response = (amount: number) => {
  const text = JSON.stringify({ id: 7, amount, currency: 'EUR', entries: [{ field1: amount }] });
  return {
    status: 200,
    headers: [['content-type', 'application/json'] satisfies [string, string]],
    body: { bytesTotal: text.length, truncated: false, bytes: { text } },
    timeMs: 4,
  };
};

const signature = { place: 'body', path: '$.entries[*].field1', kind: 'value', why: null } as const;

/** What every sample of the bench holds. */
export const sampleDelta: Delta = {
  type: 'delta',
  id: '00000000-0000-4000-8000-000000000000',
  routeId: '00000000-0000-4000-8000-000000000000',
  revision: 1,
  stage: 'shadow',
  build: null,
  at: 0,
  bodies: 'full',
  request: { method: 'GET', target: '/bench/1', headers: [['accept', 'application/json']], body: null },
  legacy: response(10),
  candidate: response(11),
  differences: [{ ...signature, legacy: '10', candidate: '11' }],
  differencesTotal: 1,
  signatures: [signature],
};
