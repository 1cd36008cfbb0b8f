import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bench, Row } from '../bench.ts';
import { median } from '../median.ts';
import { journalStore, naiveStore, type Store, sqliteStore } from './stores.ts';

const writers = 64;
const payload = Buffer.alloc(1_024, 'r');

export const bench: Bench = {
  name: 'journal',
  title: `Records of 1 KB a second, acked when they are on the disk, ${writers} writers that each wait for their ack`,
  async run({ quick }) {
    const directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-bench-journal-'));
    const stores = [await journalStore(directory), await sqliteStore(directory), await naiveStore(directory)];
    try {
      return rowsOf(
        stores,
        await measureStores(stores, { rounds: quick ? 3 : 7, roundMs: quick ? 300 : 1_500 }),
      );
    } finally {
      for (const store of stores) await store.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

/** In turns, so that a slow moment of the disk hits all of them alike. The first round is for warming up. */
async function measureStores(
  stores: readonly Store[],
  { rounds, roundMs }: { rounds: number; roundMs: number },
): Promise<number[]> {
  const samples = stores.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, store] of stores.entries()) {
      const perSecond = await recordsPerSecond(store, roundMs);
      if (round > 0) samples[index]?.push(perSecond);
    }
  }
  return samples.map(median);
}

async function recordsPerSecond(store: Store, forMs: number): Promise<number> {
  const startedMs = performance.now();
  let acked = 0;
  const write = async () => {
    while (performance.now() - startedMs < forMs) {
      await store.append(payload);
      acked += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return (acked * 1_000) / (performance.now() - startedMs);
}

function rowsOf(stores: readonly Store[], perSecond: readonly number[]): Row[] {
  const ours = perSecond[0] ?? Number.NaN;
  return stores.slice(1).map(({ name }, index) => {
    const theirs = perSecond[index + 1] ?? Number.NaN;
    return { case: '1KB/64 writers', peer: name, ours, theirs, unit: 'records/s', ratio: ours / theirs };
  });
}
