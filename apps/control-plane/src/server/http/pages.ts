import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';

const dir = fileURLToPath(new URL('../../..', import.meta.url));

/** The Next.js application, or what stands in for it where there are no pages. */
export interface Pages {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Only development has upgrades of its own. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  close: () => Promise<void>;
}

export async function openPages(options: { development: boolean }): Promise<Pages> {
  const { default: next } = await import('next');
  const app = next({ dev: options.development, dir, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => handle(request, response),
    upgrade: options.development ? app.getUpgradeHandler() : null,
    close: () => app.close(),
  };
}

export const noPages: Pages = {
  handle: async (_request, response) => {
    response.writeHead(404, { 'Content-Type': 'text/plain' });
    response.end('the pages are switched off\n');
  },
  upgrade: null,
  close: async () => {},
};
