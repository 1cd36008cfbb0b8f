import type { Stack } from './stack.ts';

/** Who answered a request through the proxy, told by the `Server` header. */
export async function answeredBy(stack: Stack, path: string): Promise<string> {
  const response = await fetch(stack.proxy + path);
  await response.arrayBuffer();
  return response.headers.get('server') ?? '';
}

interface Wanted {
  path: string;
  server: string;
  withinMs: number;
  /** The click that leads to it; the time counts from before it. */
  after?: Promise<void>;
}

/** A request to our own proxy takes a few ms: what takes longer was held up by the machine, and counts as this. */
const askMsMax = 250;

/** Asks until that server answers; returns how many ms that took, less those in which the machine stood still. */
export async function untilAnsweredBy(
  stack: Stack,
  { path, server, withinMs, after }: Wanted,
): Promise<number> {
  const deadlineMs = performance.now() + withinMs;
  let elapsedMs = 0;
  for (;;) {
    const askedMs = performance.now();
    const answerer = await answeredBy(stack, path);
    elapsedMs += Math.min(performance.now() - askedMs, askMsMax);
    if (answerer === server) {
      await after;
      return elapsedMs;
    }
    if (performance.now() > deadlineMs)
      throw new Error(`${path} is still answered by ${answerer} after ${withinMs} ms`);
  }
}
