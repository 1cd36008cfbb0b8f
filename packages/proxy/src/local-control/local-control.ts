import { mkdir, rm } from 'node:fs/promises';
import http from 'node:http';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { RollBackResult } from '../guard/roll-backs.ts';

/** What an operator on this host may ask of a proxy. */
const rollBackRequestSchema = z.strictObject({
  /** `GET /accounts/:id`, the id of a route, or all. */
  route: z.union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ name: z.string().min(1).max(4_096) }),
  ]),
  reason: z.string().min(1).max(400),
});
export type RollBackRequest = z.infer<typeof rollBackRequestSchema>;

export type RollBackAnswer = { results: (RollBackResult & { label: string })[] } | { error: string };

export interface LocalControl {
  close(): Promise<void>;
}

const bodyBytesMax = 16 * 1024;
/** What the system allows for the path of a socket (sun_path), with its end. */
const socketPathMax = 107;

/** Where the proxy with this data folder listens for operators of its host. */
export function socketPath(dataDir: string): string {
  return path.join(path.resolve(dataDir), 'control.sock');
}

/**
 * Listens on a socket in the data folder that only its owner can open (0600), so that a route can be taken back without
 * the control plane. Where that is not possible the proxy serves all the same, and says so.
 */
export async function openLocalControl(
  dataDir: string,
  options: { log: Logger; rollBack: (request: RollBackRequest) => Promise<RollBackAnswer> },
): Promise<LocalControl | null> {
  const { log, rollBack } = options;
  const file = socketPath(dataDir);
  if (process.platform === 'win32') return null;
  if (Buffer.byteLength(file) > socketPathMax) {
    log.warn({ file }, 'the path is too long for a socket: `delta-guard rollback` cannot reach this proxy');
    return null;
  }
  const server = http.createServer((request, response) => {
    void answer(request, rollBack).then(({ status, body }) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(`${JSON.stringify(body)}\n`);
    });
  });
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await rm(file, { force: true });
    await listenPrivately(server, file);
  } catch (error) {
    log.warn(
      { err: error, file },
      'the socket cannot be made: `delta-guard rollback` cannot reach this proxy',
    );
    return null;
  }
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The socket is never there with wider rights, not even for a moment. */
function listenPrivately(server: http.Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    try {
      server.listen({ path: file, exclusive: true }, resolve);
    } finally {
      process.umask(before);
    }
  });
}

async function answer(
  request: http.IncomingMessage,
  rollBack: (request: RollBackRequest) => Promise<RollBackAnswer>,
): Promise<{ status: number; body: RollBackAnswer }> {
  if (request.method !== 'POST' || request.url !== '/rollback')
    return { status: 404, body: { error: 'no such verb' } };
  try {
    const parsed = rollBackRequestSchema.safeParse(JSON.parse(await textOf(request)));
    if (!parsed.success)
      return { status: 400, body: { error: parsed.error.issues[0]?.message ?? 'invalid' } };
    return { status: 200, body: await rollBack(parsed.data) };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > bodyBytesMax) throw new Error('the request is too large');
  }
  return text;
}

/** Who asks, for the reason that everybody will read. */
export function localOperator(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}
