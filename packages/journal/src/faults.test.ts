import { describe, expect, test } from 'vitest';
import { Journal } from './journal.ts';
import { JournalError } from './journal-error.ts';
import { CrashFileSystem } from './testing/crash-file-system.ts';
import { FaultyFileSystem, type PlannedFault } from './testing/faulty-file-system.ts';

const directory = '/journal';

interface Outcome {
  /** What each append was told. */
  acked: Map<number, string>;
  refusedForGood: Set<string>;
  trimmed: number;
}

function open(fs: FaultyFileSystem | CrashFileSystem): Promise<Journal> {
  return Journal.open({ directory, fs, segmentBytes: 2_600, groupBytesMax: 1_300, lock: false });
}

/** Appends in bursts, of which each makes groups of several records, and trims now and then. */
async function work(journal: Journal, outcome: Outcome): Promise<void> {
  for (let burst = 0; burst < 9; burst += 1) {
    const appends = Array.from({ length: 7 }, async (_, index) => {
      const text = `${burst}.${index} ${'x'.repeat(((burst * 7 + index) * 53) % 400)}`;
      try {
        outcome.acked.set(await journal.append(1, Buffer.from(text)), text);
      } catch (error) {
        if (error instanceof JournalError && error.code === 'noSpace') outcome.refusedForGood.add(text);
      }
    });
    await Promise.all(appends);
    if (burst % 2 === 1 && journal.nextSequence > 5) {
      const to = journal.nextSequence - 5;
      await journal.trim(to).then(
        () => {
          outcome.trimmed = to;
        },
        () => {},
      );
    }
  }
}

async function check(disk: CrashFileSystem, outcome: Outcome): Promise<void> {
  const journal = await open(disk);
  expect(journal.firstSequence).toBeGreaterThanOrEqual(outcome.trimmed + 1);
  const found = new Map<number, string>();
  for await (const { sequence, payload } of journal.records()) found.set(sequence, payload.toString());
  for (const [sequence, text] of outcome.acked) {
    if (sequence >= journal.firstSequence) expect(found.get(sequence)).toBe(text);
  }
  expect(journal.nextSequence).toBeGreaterThan(Math.max(0, ...outcome.acked.keys()));
  for (const text of found.values()) expect(outcome.refusedForGood.has(text)).toBe(false);
  expect(await journal.append(2, Buffer.from('after'))).toBe(journal.nextSequence - 1);
  await journal.close();
}

/** Runs the work with one fault at one call, then lets the power go and looks at what is left. */
async function round(
  fault: PlannedFault,
  failAt: number,
  seed: number,
): Promise<{ calls: number; outcome: Outcome }> {
  const disk = new CrashFileSystem();
  const faulty = new FaultyFileSystem(disk);
  faulty.fault = fault;
  faulty.failAt = failAt;
  const outcome: Outcome = { acked: new Map(), refusedForGood: new Set(), trimmed: 0 };
  const journal = await open(faulty).catch(() => null);
  if (journal !== null) await work(journal, outcome);
  const { calls } = faulty;
  faulty.cutPower();
  disk.crash(chances(seed));
  await check(disk, outcome);
  return { calls, outcome };
}

/** Chance that is the same for the same seed. */
function chances(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const faults: PlannedFault[] = ['powerCut', 'EIO', 'ENOSPC', 'shortWrite'];

describe('a fault at each call to the disk, and the power gone after it', () => {
  test.each(faults)(
    '%s: no acked record is lost, none changes, and none that was refused for good is there',
    async (fault) => {
      const { calls, outcome } = await round(fault, 0, 1);
      expect(calls).toBeGreaterThan(60);
      expect(outcome.acked.size).toBe(63);
      for (let failAt = 1; failAt <= calls; failAt += 1) {
        for (let seed = 1; seed <= 2; seed += 1) await round(fault, failAt, failAt * 16 + seed);
      }
    },
  );
});

describe('the outcome of a fault', () => {
  /** More than the room that a new segment is given at once. */
  const large = Buffer.alloc(300_000, 'l');

  async function journalOn(): Promise<{ disk: CrashFileSystem; faulty: FaultyFileSystem; journal: Journal }> {
    const disk = new CrashFileSystem();
    const faulty = new FaultyFileSystem(disk);
    const journal = await Journal.open({ directory, fs: faulty, segmentBytes: 2_000_000, lock: false });
    await journal.append(1, Buffer.from('before'));
    return { disk, faulty, journal };
  }

  test('a short write goes on with the rest', async () => {
    const { disk, faulty, journal } = await journalOn();
    faulty.fault = 'shortWrite';
    faulty.failAt = faulty.calls + 1;
    const sequence = await journal.append(1, Buffer.from('in two parts'));
    expect((await journal.read(sequence)).payload.toString()).toBe('in two parts');
    disk.crash(() => 0);
    expect((await (await open(disk)).read(sequence)).payload.toString()).toBe('in two parts');
  });

  test('a full disk refuses the append, and takes the next once there is room', async () => {
    const { faulty, journal } = await journalOn();
    faulty.fault = 'ENOSPC';
    faulty.failAt = faulty.calls + 1;
    await expect(journal.append(1, large)).rejects.toMatchObject({ code: 'noSpace' });
    expect(journal.failure).toBeNull();
    expect(await journal.append(1, large)).toBe(2);
  });

  test('what was begun when the disk was full is not there after a crash', async () => {
    const { disk, faulty, journal } = await journalOn();
    faulty.fault = 'ENOSPC';
    faulty.failAt = faulty.calls + 1;
    const appends = ['a', 'b', 'c', large].map((text) => journal.append(1, Buffer.from(text)));
    for (const { status } of await Promise.allSettled(appends)) expect(status).toBe('rejected');
    disk.crash(() => 0.99);
    expect((await open(disk)).nextSequence).toBe(2);
  });

  test('a write of room that fails closes the journal for writing; what it holds can be read', async () => {
    const { faulty, journal } = await journalOn();
    faulty.fault = 'EIO';
    faulty.failAt = faulty.calls + 1;
    await expect(journal.append(1, large)).rejects.toMatchObject({ code: 'writeFailed' });
    const { calls } = faulty;
    await expect(journal.append(1, Buffer.from('y'))).rejects.toMatchObject({ code: 'writeFailed' });
    await expect(journal.trim(1)).rejects.toMatchObject({ code: 'writeFailed' });
    expect(faulty.calls).toBe(calls);
    expect((await journal.read(1)).payload.toString()).toBe('before');
  });

  // Write and sync of records are one call: which of the two failed is not known, so it counts as the sync.
  test.each(['EIO', 'ENOSPC'] as const)(
    'records whose write or sync fails with %s: the file is never written again, whatever a later sync would say',
    async (fault) => {
      const { faulty, journal } = await journalOn();
      faulty.fault = fault;
      faulty.failAt = faulty.calls + 1;
      await expect(journal.append(1, Buffer.from('x'))).rejects.toMatchObject({ code: 'syncFailed' });
      const { calls } = faulty;
      await expect(journal.append(1, Buffer.from('y'))).rejects.toMatchObject({ code: 'syncFailed' });
      await journal.close();
      expect(faulty.calls).toBe(calls);
      expect(journal.failure?.code).toBe('syncFailed');
    },
  );

  test('a sync of room that fails for want of room is a failed sync all the same', async () => {
    const { faulty, journal } = await journalOn();
    faulty.fault = 'ENOSPC';
    faulty.failAt = faulty.calls + 3;
    await expect(journal.append(1, large)).rejects.toMatchObject({ code: 'syncFailed' });
    expect(journal.failure?.code).toBe('syncFailed');
  });
});
