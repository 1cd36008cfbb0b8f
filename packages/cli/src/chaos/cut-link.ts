import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to an HTTP server of this host that a test can cut: all but the first Host passes as it is, until nothing does. */
export interface CutLink {
  port: number;
  /** Breaks what is connected and lets nobody in. */
  cut(): void;
  heal(): void;
  stop(): Promise<void>;
}

export async function startCutLink(toPort: number): Promise<CutLink> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A broken side is told by its close.
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(toPort, '127.0.0.1');
    keep(far);
    near.once('data', (head: Buffer) => {
      // The control plane answers to its own name only.
      const named = head.toString('latin1').replace(/^Host: .*$/im, `Host: 127.0.0.1:${toPort}`);
      far.write(named, 'latin1');
      near.pipe(far);
    });
    far.pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut: () => {
      isCut = true;
      breakAll();
    },
    heal: () => {
      isCut = false;
    },
    stop: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
