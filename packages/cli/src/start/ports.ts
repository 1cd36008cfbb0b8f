import { once } from 'node:events';
import { createServer } from 'node:net';
import { UserError } from '../user-error.ts';

/** Fails with a clear line where something already listens on the port. Port 0 is always free. */
export async function requireFreePort(port: number, option: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UserError(explain(error, port, option));
  }
  server.close();
  await once(server, 'close');
}

function explain(error: unknown, port: number, option: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is in use; choose another one with ${option}`;
  if (code === 'EACCES')
    return `port ${port} may not be used by this user; choose another one with ${option}`;
  return `port ${port} cannot be used (${String(code ?? error)}); choose another one with ${option}`;
}
