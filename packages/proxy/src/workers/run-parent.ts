import type { AddressInfo } from 'node:net';
import { listen } from '../http/traffic-server.ts';
import { openLocalControl } from '../local-control/local-control.ts';
import { createLog } from '../log.ts';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { createParentAdmin } from './parent-admin.ts';
import { SharedRollbacks } from './shared-rollbacks.ts';
import { WorkerParent } from './worker-parent.ts';

export interface RunningParent {
  port: number;
  adminAddress: AddressInfo;
  /** Replaces the workers one by one, which read their options anew; where `read` finds mistakes, none. */
  reload(read: () => Promise<ParsedOptions>): Promise<void>;
  close(): Promise<void>;
}

const readyTimeoutMs = 60_000;
/** What a worker needs beyond its drain and its wait for acks. */
const stopSlackMs = 10_000;

/** The process above the workers: it serves nobody itself. */
export async function runParent(options: ParsedOptions): Promise<RunningParent> {
  const log = createLog(options.logLevel);
  const { drainMs, ackWaitMs } = options.limits;
  const shared: SharedRollbacks = new SharedRollbacks(() => parent);
  const parent: WorkerParent = new WorkerParent({
    workers: options.workers,
    log,
    readyTimeoutMs,
    stopTimeoutMs: drainMs + ackWaitMs + stopSlackMs,
    onMessage: (message, pid) => shared.hear(message, pid),
  });
  const admin = createParentAdmin(parent, options);
  const adminAddress = await listen(admin, { port: options.adminPort, host: options.adminHost });
  let port: number;
  try {
    port = await parent.start();
  } catch (error) {
    admin.close();
    throw error;
  }
  const local = await openLocalControl(options.dataDir, { log, rollBack: (request) => shared.ask(request) });
  log.info(
    { port, adminPort: adminAddress.port, workers: options.workers, pid: process.pid },
    'all workers serve',
  );
  return {
    port,
    adminAddress,
    reload: async (read) => {
      try {
        await read();
      } catch (error) {
        const reason = error instanceof OptionsError ? { mistakes: error.mistakes } : { err: error };
        log.error(reason, 'the settings cannot be used: those in force stay');
        return;
      }
      await parent.replaceAll();
    },
    close: async () => {
      await local?.close();
      await parent.close();
      admin.closeAllConnections();
      await new Promise((resolve) => admin.close(resolve));
      log.info('stopped');
    },
  };
}
