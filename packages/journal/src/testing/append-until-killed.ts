import { Journal } from '../journal.ts';

/** Appends under load until it is killed, and tells its parent what was acked: one message per record. */
const [directory = '', from = '1'] = process.argv.slice(2);
const writers = 16;
const journal = await Journal.open({ directory, segmentBytes: 256 * 1024 });
let next = Number(from);

async function write(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    const sequence = await journal.append(1, Buffer.from(`${number} ${'z'.repeat(number % 1_000)}`));
    if (sequence % 64 === 0) await journal.trim(Math.max(0, sequence - 2_000));
    process.send?.({ sequence, number });
  }
}

process.on('disconnect', () => process.exit(0));
process.send?.({ sequence: 0, number: 0 });
await Promise.all(Array.from({ length: writers }, write));
