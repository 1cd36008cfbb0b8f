import type { WriteStream } from 'node:tty';
import type { ReplayProgress } from './replay.ts';

const everyMs = 200;

/** A line that tells how far a replay is, on a terminal only. Returns what takes it away. */
export function showProgress(progress: Readonly<ReplayProgress>, stream: WriteStream): () => void {
  if (!stream.isTTY) return () => {};
  const startedMs = performance.now();
  const show = () => {
    const { requests, mismatches, skipped } = progress;
    const perSecond = Math.round(requests / Math.max(0.001, (performance.now() - startedMs) / 1_000));
    stream.write(
      `\r\u001B[K${requests} requests (${perSecond}/s), ${mismatches} mismatches, ${skipped} skipped`,
    );
  };
  const timer = setInterval(show, everyMs);
  return () => {
    clearInterval(timer);
    stream.write('\r\u001B[K');
  };
}
