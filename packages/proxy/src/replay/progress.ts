import type { WriteStream } from 'node:tty';
import type { ReadShare } from './open-recording.ts';
import type { ReplayProgress } from './replay.ts';

const everyMs = 200;
const barWidth = 24;

export interface ShownProgress {
  counts: Readonly<ReplayProgress>;
  share: ReadShare;
}

/** A bar that tells how far a replay is, on a terminal only. Returns what takes it away. */
export function showProgress(shown: ShownProgress, stream: Pick<WriteStream, 'isTTY' | 'write'>): () => void {
  if (!stream.isTTY) return () => {};
  const startedMs = performance.now();
  const show = () => stream.write(`\r\u001B[K${progressLine(shown, performance.now() - startedMs)}`);
  show();
  const timer = setInterval(show, everyMs);
  return () => {
    clearInterval(timer);
    stream.write('\r\u001B[K');
  };
}

/** The bar is of the recording: how much of it was read. */
export function progressLine({ counts, share }: ShownProgress, elapsedMs: number): string {
  const { requests, mismatches, skipped } = counts;
  const part = share.now();
  const full = Math.floor(part * barWidth);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(part * 100)} %`;
  const perSecond = Math.round(requests / Math.max(0.001, elapsedMs / 1_000));
  return `${bar}  ${requests} requests (${perSecond}/s), ${mismatches} mismatches, ${skipped} skipped`;
}
