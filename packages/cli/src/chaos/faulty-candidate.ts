import { legacyOrder, type OrderServer, startOrders, wrongOrder } from './orders.ts';
import { seededRandom } from './random.ts';

export const buildHeader = 'X-Build';

export interface Fault {
  /** Share of the answers that are wrong. */
  share: number;
  seed: number;
}

export interface Arrival {
  id: number;
  /** Null as long as no fault was switched on. */
  answer: 'wrong' | 'right' | null;
}

/** The candidate in this process: equal to the legacy until a fault is switched on in it. It names its build. */
export interface FaultyCandidate extends OrderServer {
  /** Requests since `forget`, in the order in which they arrived. */
  arrivals: readonly Arrival[];
  forget(): void;
  switchOn(fault: Fault): void;
  switchOff(): void;
  /** Answers as this build from the next request on. Resolves to the time of its first answer, Unix ms. */
  deploy(build: string): Promise<number>;
}

export async function startFaultyCandidate(): Promise<FaultyCandidate> {
  const arrivals: Arrival[] = [];
  let isWrong: (() => boolean) | null = null;
  let build = 'build-0';
  let onFirst: (() => void) | null = null;
  const order = (id: number) => {
    const wrong = isWrong?.() ?? false;
    arrivals.push({ id, answer: isWrong === null ? null : wrong ? 'wrong' : 'right' });
    onFirst?.();
    onFirst = null;
    return wrong ? wrongOrder(id) : legacyOrder(id);
  };
  const server = await startOrders(order, 0, () => ({ [buildHeader]: build }));
  return {
    ...server,
    arrivals,
    forget: () => {
      arrivals.length = 0;
    },
    switchOn: ({ share, seed }) => {
      const random = seededRandom(seed);
      isWrong = () => random() < share;
    },
    switchOff: () => {
      isWrong = null;
    },
    deploy: (name) => {
      build = name;
      return new Promise((resolve) => {
        onFirst = () => resolve(Date.now());
      });
    },
  };
}
