import cluster from 'node:cluster';
import type { RolledBack } from '@delta-guard/protocol';
import type { RunningProxy } from '../instance.ts';
import type { ParsedOptions } from '../options.ts';
import { startInstance } from '../start-proxy.ts';
import type { ParentMessage, WorkerMessage } from './worker-messages.ts';

/** One of several workers: it shares its rollbacks with the others through the parent. */
export async function runWorker(options: ParsedOptions): Promise<RunningProxy> {
  // Where the parent is gone the clients of this worker still get their answers: it must not end at once.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  let proxy: RunningProxy | null = null;
  const early: RolledBack[] = [];
  const begun = new Promise<readonly RolledBack[]>((resolve) => {
    process.on('message', (message: ParentMessage) => {
      if (message.type === 'earlier') resolve(message.events);
      else if (message.type === 'rollBack') void answer(proxy, message);
      else if (proxy === null) early.push(message.event);
      else proxy.takeOver(message.event);
    });
  });
  tell({ type: 'begins' });
  const earlier = await begun;
  const onRollBack = (event: RolledBack) => tell({ type: 'rolledBack', event });
  proxy = await startInstance(options, { earlier: [...earlier, ...early], onRollBack });
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
