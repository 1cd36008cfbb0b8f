import { closeAfterEach } from './close-after-each.ts';
import { config, route } from './control-server.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { httpServer, json, type TestServer } from './upstream-server.ts';

export type Answer = Parameters<typeof httpServer>[0];

export const right: Answer = (_, response) => json(response, { right: true });

/** Upstreams and proxies with two routes in shadow, closed after each test. */
export function shadowStacks() {
  const keep = closeAfterEach();
  const server = async (answer: Answer) => keep(await httpServer(answer));

  async function shadowing(
    legacy: TestServer,
    candidate: TestServer,
    limits: NonNullable<StackOptions['limits']> = {},
  ): Promise<Stack> {
    const stack = keep(
      await startStack({
        legacy: legacy.url,
        candidate: candidate.url,
        limits,
      }),
    );
    await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow'), route(2, '/*', 'shadow')]));
    return stack;
  }

  return { keep, server, shadowing };
}

/** Names of all headers that arrived, in lower case. */
export function headerNames(upstream: TestServer): string[] {
  return upstream.seen
    .flatMap(({ rawHeaders }) => rawHeaders.filter((_, at) => at % 2 === 0))
    .map((name) => name.toLowerCase());
}
