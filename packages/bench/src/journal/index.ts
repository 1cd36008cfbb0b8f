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
    const perSecond = await measureStores(
      quick ? { rounds: 3, roundMs: 300 } : { rounds: 7, roundMs: 1_500 },
    );
    return rowsOf(perSecond);
  },
};

const stores = [
  { name: 'delta-guard', open: journalStore },
  { name: 'sqlite', open: sqliteStore },
  { name: 'naive', open: naiveStore },
];

interface Rounds {
  rounds: number;
  roundMs: number;
}

/** In turns, so that a slow moment of the disk hits all of them alike. The first round is for warming up. */
async function measureStores({ rounds, roundMs }: Rounds): Promise<number[]> {
  const samples = stores.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { open }] of stores.entries()) {
      const perSecond = await sample(open, roundMs);
      if (round > 0) samples[index]?.push(perSecond);
    }
  }
  return samples.map(median);
}

/** Each on files of its own that go afterwards: all rounds together would need several GB. The beginning does not count. */
async function sample(open: (directory: string) => Promise<Store>, roundMs: number): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-bench-journal-'));
  const store = await open(directory);
  try {
    await recordsPerSecond(store, roundMs / 3);
    return await recordsPerSecond(store, roundMs);
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
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

function rowsOf(perSecond: readonly number[]): Row[] {
  const ours = perSecond[0] ?? Number.NaN;
  return stores.slice(1).map(({ name }, index) => {
    const theirs = perSecond[index + 1] ?? Number.NaN;
    return { case: '1KB/64 writers', peer: name, ours, theirs, unit: 'records/s', ratio: ours / theirs };
  });
}
