import type { Delta } from '@delta-guard/protocol';
import { compared } from './compared.ts';

const json: [string, string][] = [['content-type', 'application/json']];

/** A delta of two JSON bodies, with the differences that the engine finds. */
export function delta(legacy: string, candidate: string, truncated = false): Delta {
  const body = (text: string) => ({ bytesTotal: text.length, truncated, bytes: { text } });
  const response = (text: string) => ({ status: 200, headers: json, body: body(text), timeMs: 1 });
  return {
    type: 'delta',
    id: '00000000-0000-4000-8000-000000000001',
    routeId: '00000000-0000-4000-8000-000000000002',
    revision: 1,
    stage: 'shadow',
    build: null,
    at: 0,
    bodies: 'full',
    request: { method: 'GET', target: '/', headers: [], body: null },
    legacy: response(legacy),
    candidate: response(candidate),
    differences: compared(legacy, candidate).differences,
    differencesTotal: 2,
    signatures: [],
  };
}
