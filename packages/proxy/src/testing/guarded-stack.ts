import type { ServerResponse } from 'node:http';
import type { RouteConfig, Rule } from '@delta-guard/protocol';
import { closeAfterEach } from './close-after-each.ts';
import { config, route } from './control-server.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { httpServer, type TestServer } from './upstream-server.ts';

export type Answer = Parameters<typeof httpServer>[0];

/** The side is ignored, so that it shows who answered. */
export const ignoreSide: Rule = {
  id: '00000000-0000-4000-8000-0000000000aa',
  routeId: null,
  place: { in: 'body', path: '$.side' },
  action: { do: 'ignore' },
};

export interface Says {
  value?: number;
  status?: number;
  headers?: Record<string, string>;
  delayMs?: number;
  /** Called instead of the plain end. */
  write?: (response: ServerResponse, body: string) => void;
}

export const says =
  (side: string, { value = 1, status = 200, headers = {}, delayMs = 0, write }: Says = {}): Answer =>
  (_, response) => {
    setTimeout(() => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      const body = JSON.stringify({ value, side });
      if (write) write(response, body);
      else response.end(body);
    }, delayMs);
  };

/** Upstreams and proxies with one guarded route, closed after each test. */
export function guardedStacks() {
  const keep = closeAfterEach();
  const server = async (answer: Answer) => keep(await httpServer(answer));

  async function guarded(
    legacy: TestServer,
    candidate: TestServer,
    more: Partial<RouteConfig> & { limits?: StackOptions['limits'] } = {},
  ): Promise<Stack> {
    const { limits, ...given } = more;
    const stack = keep(
      await startStack({
        legacy: legacy.url,
        candidate: candidate.url,
        ...(limits && { limits }),
      }),
    );
    // Longer than a busy machine can hold up an answer: tests of the waits name their own.
    const waits = { guardWaitMs: 20_000, guardHoldMs: 20_000 };
    await stack.control.apply(config(1, [route(1, '/*', 'guarded', { ...waits, ...given })], [ignoreSide]));
    return stack;
  }

  return { keep, server, guarded };
}

/** Who answered, of the two sides. */
export async function ask(stack: Stack, headers: Record<string, string> = {}) {
  const answer = await fetch(`${stack.url}/x`, { headers });
  const text = await answer.text();
  return { status: answer.status, side: /"side":"(\w+)"/.exec(text)?.[1] ?? text };
}
