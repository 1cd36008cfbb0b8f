import type { Bench } from './bench.ts';

/** Each bench is loaded when it is run, so that one does not pay for the peers of another. */
export const registry: Readonly<Record<string, () => Promise<Bench>>> = {
  compare: async () => (await import('./compare/index.ts')).bench,
  gate: async () => (await import('./gate/index.ts')).bench,
  ingest: async () => (await import('./ingest/index.ts')).bench,
  journal: async () => (await import('./journal/index.ts')).bench,
  pages: async () => (await import('./pages/index.ts')).bench,
  proxy: async () => (await import('./proxy/index.ts')).bench,
};
