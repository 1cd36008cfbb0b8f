import type { AddressInfo } from 'node:net';
import { listen } from '../http/traffic-server.ts';
import { openLocalControl } from '../local-control/local-control.ts';
import { createLog } from '../log.ts';
import type { GatheredOptions } from '../options/gather-options.ts';
import { createParentAdmin } from './parent-admin.ts';
import { SharedRollbacks } from './shared-rollbacks.ts';
import { SharedSocket } from './shared-socket.ts';
import { WorkerParent } from './worker-parent.ts';
import { stopTimeoutMs, WorkersInForce } from './workers-in-force.ts';

export interface RunningParent {
  port: number;
  adminAddress: AddressInfo;
  /** Replaces the workers one by one, with options read anew; where `read` finds mistakes, none. */
  reload(read: () => Promise<GatheredOptions>): Promise<void>;
  close(): Promise<void>;
}

const readyTimeoutMs = 60_000;
/** The process above the workers: it serves nobody itself. */
export async function runParent(read: GatheredOptions): Promise<RunningParent> {
  const { options } = read;
  const log = createLog(options.logLevel);
  const inForce = new WorkersInForce(read, await SharedSocket.bind(options), log);
  const shared: SharedRollbacks = new SharedRollbacks(() => parent);
  const parent: WorkerParent = new WorkerParent({
    workers: options.workers,
    socket: inForce.socket,
    log,
    readyTimeoutMs,
    stopTimeoutMs: stopTimeoutMs(options),
    onMessage: (message, pid) => {
      const begin = { type: 'begin', options: inForce.values, earlier: shared.events } as const;
      if (message.type === 'begins') parent.tellOne(pid, begin);
      else shared.hear(message, pid);
    },
  });
  const admin = createParentAdmin(parent, () => inForce.options);
  const adminAddress = await listen(admin, { port: options.adminPort, host: options.adminHost });
  try {
    await parent.start();
  } catch (error) {
    admin.close();
    throw error;
  }
  const local = await openLocalControl(options.dataDir, { log, rollBack: (request) => shared.ask(request) });
  const { port } = inForce.socket;
  log.info(
    { port, adminPort: adminAddress.port, workers: options.workers, pid: process.pid },
    'all workers serve',
  );
  return {
    port,
    adminAddress,
    reload: (readAnew) => inForce.reload(readAnew, parent),
    close: async () => {
      await local?.close();
      const ended = parent.close();
      // From now on who connects is refused, and does not wait for a worker that never comes.
      inForce.socket.close();
      await ended;
      admin.closeAllConnections();
      await new Promise((resolve) => admin.close(resolve));
      log.info('stopped');
    },
  };
}
