import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves: nobody is given it while a server that crashed is started again. */
const [fromPort, toPort] = [20_000, 26_000];
const triesMax = 50;

/** A port on the loopback that is free now. */
export async function freePort(): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const port = randomInt(fromPort, toPort);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (tried === triesMax) throw error;
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
