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

/** Asks until that server answers; returns how many ms that took. */
export async function untilAnsweredBy(
  stack: Stack,
  { path, server, withinMs, after }: Wanted,
): Promise<number> {
  const startMs = performance.now();
  for (;;) {
    const answerer = await answeredBy(stack, path);
    const elapsedMs = performance.now() - startMs;
    if (answerer === server) {
      await after;
      return elapsedMs;
    }
    if (elapsedMs > withinMs)
      throw new Error(`${path} is still answered by ${answerer} after ${withinMs} ms`);
  }
}
