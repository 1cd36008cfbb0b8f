import type { RolledBack } from '@delta-guard/protocol';
import type { RunningProxy } from '../instance.ts';
import { parseOptions } from '../options.ts';
import { startInstance } from '../start-proxy.ts';
import { sharedSocketFd } from './shared-socket.ts';
import type { ParentMessage, WorkerMessage } from './worker-messages.ts';
import { workerOptions } from './worker-options.ts';

/** One of several workers: it has its options and its socket from the parent, and shares its rollbacks through it. */
export async function runWorker(slot: number): Promise<RunningProxy> {
  let proxy: RunningProxy | null = null;
  const early: RolledBack[] = [];
  const begun = new Promise<Extract<ParentMessage, { type: 'begin' }>>((resolve) => {
    process.on('message', (message: ParentMessage) => {
      if (message.type === 'begin') resolve(message);
      else if (message.type === 'rollBack') void answer(proxy, message);
      else if (proxy === null) early.push(message.event);
      else proxy.takeOver(message.event);
    });
  });
  tell({ type: 'begins' });
  const { options, earlier } = await begun;
  proxy = await startInstance(workerOptions(parseOptions(options), slot), {
    worker: {
      socketFd: sharedSocketFd,
      earlier: [...earlier, ...early],
      onRollBack: (event) => tell({ type: 'rolledBack', event }),
    },
  });
  for (const event of early) proxy.takeOver(event);
  // A reload is the parent's affair.
  process.on('SIGHUP', () => {});
  tell({ type: 'ready', port: proxy.address.port, adminPort: proxy.adminAddress.port });
  return proxy;
}

/** Tells the parent why this process ends before it serves; resolves when that is on its way. */
export function tellFailure(reason: string): Promise<void> {
  return new Promise((resolve) => {
    const message: WorkerMessage = { type: 'failed', reason };
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function answer(
  proxy: RunningProxy | null,
  { call, request }: Extract<ParentMessage, { type: 'rollBack' }>,
): Promise<void> {
  const done = proxy === null ? { error: 'the worker begins only' } : await proxy.rollBackByName(request);
  tell({ type: 'rollBackDone', call, answer: done });
}

function tell(message: WorkerMessage): void {
  // A parent that is gone hears nothing: the 'disconnect' that follows ends this worker.
  process.send?.(message, undefined, undefined, () => {});
}
