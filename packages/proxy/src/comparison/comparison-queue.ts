import { sendWaiting } from '../http/leave-together.ts';

type Job = () => void;

/** Time for comparisons between two looks at the sockets. */
const sliceMs = 2;
/** Empty places at the front that are worth moving the rest for. */
const emptyMax = 1_024;

/** Runs comparisons after the clients' answers went out, a slice at a time, so that traffic goes first. Jobs do not throw. */
export class ComparisonQueue {
  /** One list for good, each place emptied as it is taken: a new list for each slice keeps all its jobs once it grows old. */
  readonly #jobs: (Job | null)[] = [];
  readonly #runSlice = () => this.#slice();
  #next = 0;
  #end = 0;
  #scheduled = false;

  add(job: Job): void {
    this.#jobs[this.#end] = job;
    this.#end += 1;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#runSlice);
  }

  get length(): number {
    return this.#end - this.#next;
  }

  #slice(): void {
    sendWaiting();
    const until = performance.now() + sliceMs;
    while (this.#next < this.#end && performance.now() < until) {
      const job = this.#jobs[this.#next];
      this.#jobs[this.#next] = null;
      this.#next += 1;
      job?.();
    }
    this.#scheduled = this.#next < this.#end;
    if (!this.#scheduled) this.#end = this.#next = 0;
    else if (this.#next >= emptyMax) this.#moveUp();
    if (this.#scheduled) setImmediate(this.#runSlice);
  }

  #moveUp(): void {
    const left = this.length;
    this.#jobs.copyWithin(0, this.#next, this.#end);
    this.#jobs.fill(null, left, this.#end);
    this.#next = 0;
    this.#end = left;
  }
}
