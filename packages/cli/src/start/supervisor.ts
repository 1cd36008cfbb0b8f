import { type Part, type PartPlan, startPart } from './part.ts';

export interface Supervised {
  /** The part as it was first started. */
  first: Part;
  /** Sends to the part as it runs now. */
  send(message: Record<string, unknown>): void;
  /** Resolves when the part could not be kept alive. */
  gaveUp: Promise<'gaveUp'>;
  stop(): Promise<void>;
}

export interface SupervisedPlan extends PartPlan {
  /** What to start it with after it ended by itself, so that its address stays what others know. */
  again(ready: Part['ready']): Pick<PartPlan, 'args' | 'env'>;
  /** Called with each run that became ready, the first included. */
  onReady?(part: Part): void;
}

const restartsPerMinuteMax = 5;
/** Longer than a proxy takes at most: its drain, its last counts, its wait for acks. */
const stopTimeoutMs = 50_000;

/**
 * Starts a part and starts it again when it ends by itself, at most five times a minute: the other parts go on in
 * the meantime, as they would with a process manager.
 */
export async function keepRunning(plan: SupervisedPlan, signal: AbortSignal): Promise<Supervised> {
  const first = await startPart(plan, signal);
  plan.onReady?.(first);
  let current = first;
  let stopping = false;
  const watch = async (): Promise<'gaveUp'> => {
    let endsMs: number[] = [];
    for (;;) {
      const how = await current.exited;
      if (stopping) return new Promise(() => {});
      endsMs = [...endsMs, Date.now()].filter((at) => at > Date.now() - 60_000);
      console.error(`${plan.name} ended by itself (${how}); its log is in ${plan.logDir}`);
      if (endsMs.length > restartsPerMinuteMax) return 'gaveUp';
      try {
        current = await startPart({ ...plan, ...plan.again(first.ready) }, signal);
        plan.onReady?.(current);
      } catch (error) {
        if (stopping) return new Promise(() => {});
        console.error(error instanceof Error ? error.message : String(error));
        return 'gaveUp';
      }
    }
  };
  return {
    first,
    send: (message) => current.send(message),
    gaveUp: watch(),
    stop: async () => {
      stopping = true;
      await current.stop(stopTimeoutMs);
    },
  };
}
