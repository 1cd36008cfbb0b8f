import type { ConfigHolder } from './config-holder.ts';

const lookMs = 250;

/** Looks now and then whether a lease was lost or came back, where a route asks for that. */
export class LeaseWatch {
  readonly #configs: ConfigHolder;
  #timer: NodeJS.Timeout | undefined;

  constructor(configs: ConfigHolder) {
    this.#configs = configs;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const { current } = this.#configs;
      if (current.hasLeases) current.replan();
    }, lookMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
