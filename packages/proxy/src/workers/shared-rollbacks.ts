import { limits, type RolledBack } from '@delta-guard/protocol';
import type { RollBackAnswer, RollBackRequest } from '../local-control/local-control.ts';
import type { WorkerMessage } from './worker-messages.ts';
import type { WorkerParent } from './worker-parent.ts';

const answerTimeoutMs = 8_000;

/** The parent's part in rollbacks: what one worker takes back, all take back, those that begin later included. */
export class SharedRollbacks {
  readonly #parent: () => WorkerParent;
  readonly #byRoute = new Map<string, RolledBack>();
  readonly #calls = new Map<number, (answer: RollBackAnswer) => void>();
  #lastCall = 0;

  constructor(parent: () => WorkerParent) {
    this.#parent = parent;
  }

  /** The newest of each route. */
  get events(): readonly RolledBack[] {
    return [...this.#byRoute.values()];
  }

  hear(message: WorkerMessage, pid: number): void {
    switch (message.type) {
      case 'rolledBack':
        this.#keep(message.event);
        this.#parent().tell(message, pid);
        return;
      case 'rollBackDone':
        this.#calls.get(message.call)?.(message.answer);
        this.#calls.delete(message.call);
        return;
      case 'begins':
      case 'ready':
      case 'failed':
    }
  }

  /** One worker does it; its word to the others was sent before its answer came. */
  ask(request: RollBackRequest): Promise<RollBackAnswer> {
    const worker = this.#parent().workers.find(({ port }) => port !== null);
    if (worker === undefined) return Promise.resolve({ error: 'no worker serves at the moment: ask again' });
    this.#lastCall += 1;
    const call = this.#lastCall;
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#calls.delete(call);
        resolve({ error: `worker ${worker.slot} did not answer within ${answerTimeoutMs} ms` });
      }, answerTimeoutMs);
      this.#calls.set(call, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      this.#parent().tellOne(worker.pid, { type: 'rollBack', call, request });
    });
  }

  /** The newest of each route; where there are too many the oldest goes, which every worker has on disk. */
  #keep(event: RolledBack): void {
    this.#byRoute.delete(event.routeId);
    this.#byRoute.set(event.routeId, event);
    const [oldest] = this.#byRoute.keys();
    if (this.#byRoute.size > limits.routesMax && oldest !== undefined) this.#byRoute.delete(oldest);
  }
}
