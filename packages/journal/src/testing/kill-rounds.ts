import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Journal } from '../journal.ts';

interface Acked {
  sequence: number;
  number: number;
}

/** Kills a process that appends, again and again on one folder, and returns acked records that are not as they were. */
export async function lostInKills(
  directory: string,
  rounds: number,
): Promise<{ lost: Acked[]; acked: number }> {
  const lost: Acked[] = [];
  let acked = 0;
  let next = 1;
  for (let round = 0; round < rounds; round += 1) {
    const told = await appendUntilKilled(directory, { from: next, records: 200 + ((round * 131) % 700) });
    acked += told.length;
    next += told.length + 1_000;
    lost.push(...(await notFound(directory, told)));
  }
  return { lost, acked };
}

async function appendUntilKilled(
  directory: string,
  until: { from: number; records: number },
): Promise<Acked[]> {
  const child = fork(path.join(import.meta.dirname, 'append-until-killed.ts'), [
    directory,
    String(until.from),
  ]);
  const told: Acked[] = [];
  child.on('message', (message: Acked) => {
    if (message.sequence > 0) told.push(message);
    if (told.length === until.records) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return told;
}

async function notFound(directory: string, told: readonly Acked[]): Promise<Acked[]> {
  const journal = await Journal.open({ directory });
  const lost: Acked[] = [];
  for (const each of told) {
    if (each.sequence < journal.firstSequence) continue;
    const record = await journal.read(each.sequence).catch(() => null);
    const expected = `${each.number} ${'z'.repeat(each.number % 1_000)}`;
    if (record?.payload.toString() !== expected) lost.push(each);
  }
  await journal.close();
  return lost;
}
