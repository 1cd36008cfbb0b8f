import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves, and beside those of the embedded database. */
const [fromPort, toPort] = [26_000, 32_000];

/** A port that stays free while what listened on it is away: nobody is given it who asks for any. */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = randomInt(fromPort, toPort);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
