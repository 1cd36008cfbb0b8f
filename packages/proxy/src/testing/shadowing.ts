import type { Rule } from '@delta-guard/protocol';
import { config, route } from './control-server.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { httpServer } from './upstream-server.ts';

/** What an upstream sends: headers and exact bytes. */
export interface TestAnswer {
  headers?: Record<string, string>;
  body: Uint8Array | string;
}

export interface ShadowingOptions {
  /** By the last part of the path. */
  legacy: (name: string) => TestAnswer;
  candidate: (name: string) => TestAnswer;
  rules?: Rule[];
  limits?: StackOptions['limits'];
  log?: StackOptions['log'];
}

export interface Shadowing extends Stack {
  /** Asks for /items/NAME and reads the answer to its end. */
  ask(name: string): Promise<Buffer>;
}

/** A proxy with one route in shadow, between two upstreams whose answers the test picks. */
export async function startShadowing(options: ShadowingOptions): Promise<Shadowing> {
  const [legacy, candidate] = [await upstream(options.legacy), await upstream(options.candidate)];
  const stack = await startStack({
    legacy: legacy.url,
    candidate: candidate.url,
    ...(options.limits && { limits: options.limits }),
    // For what tests read in them.
    options: { bodies: 'full' },
    ...(options.log && { log: options.log }),
  });
  await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow')], options.rules));
  const ask = async (name: string) => {
    const response = await fetch(`${stack.url}/items/${name}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const close = async () => {
    await stack.close();
    await Promise.all([legacy.close(), candidate.close()]);
  };
  return { ...stack, ask, close };
}

function upstream(answer: (name: string) => TestAnswer) {
  return httpServer((request, response) => {
    const { headers = {}, body } = answer(request.url?.split('/').at(-1) ?? '');
    response.writeHead(200, { 'Content-Length': String(Buffer.byteLength(body)), ...headers });
    response.end(body);
  });
}
