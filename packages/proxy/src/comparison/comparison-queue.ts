/** Time for comparisons between two looks at the sockets. */
const sliceMs = 2;

/** Runs comparisons after the clients' answers went out, a slice at a time, so that traffic goes first. */
export class ComparisonQueue {
  #jobs: (() => void)[] = [];
  #next = 0;
  #scheduled = false;

  add(job: () => void): void {
    this.#jobs.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#run());
  }

  get length(): number {
    return this.#jobs.length - this.#next;
  }

  #run(): void {
    const until = performance.now() + sliceMs;
    while (this.#next < this.#jobs.length && performance.now() < until) {
      const job = this.#jobs[this.#next];
      this.#next += 1;
      job?.();
    }
    if (this.#next < this.#jobs.length) {
      setImmediate(() => this.#run());
      return;
    }
    this.#jobs = [];
    this.#next = 0;
    this.#scheduled = false;
  }
}
