import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JournalFileSystem } from '@delta-guard/journal';
import { decodeProxyMessage, type Event } from '@delta-guard/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { Spool } from '../link/spool.ts';

/** A folder of its own for each test, and the spools that are opened in it; both go after the test. */
export function testSpools() {
  const log = pino({ level: 'silent' });
  const opened: Spool[] = [];
  const place = { folder: '', nowMs: 5_000 };

  beforeEach(async () => {
    place.nowMs = 5_000;
    place.folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-spool-'));
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await rm(place.folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function spool(bytesMax = 1_000_000, fs?: JournalFileSystem): Promise<Spool> {
    const made = await Spool.open({
      directory: place.folder,
      bytesMax,
      nowMs: () => place.nowMs,
      log,
      ...(fs ? { fs } : {}),
    });
    opened.push(made);
    return made;
  }

  return { place, spool };
}

/** All that can be sent now. */
export async function drained(queue: Pick<Spool, 'next'>): Promise<{ seqs: number[]; events: Event[] }> {
  const seqs: number[] = [];
  const events: Event[] = [];
  for (let batch = await queue.next(0); batch !== null; batch = await queue.next(batch.seq)) {
    const decoded = decodeProxyMessage(batch.frame);
    if (!decoded.ok || decoded.value.type !== 'batch') throw new Error('not a batch');
    expect(decoded.value.seq).toBe(batch.seq);
    seqs.push(batch.seq);
    events.push(...decoded.value.events);
  }
  return { seqs, events };
}
