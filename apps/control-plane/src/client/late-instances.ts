import type { AppliedBy } from '../contract.ts';

/** Longer than any instance that is well takes to follow. */
const toleratedMs = 5_000;

type Behind = AppliedBy['behind'][number];

/**
 * Instances that have not obeyed the newest revision for more than 5 s. One that is gone is behind since it was last
 * heard; one that is connected, since it was first seen behind this revision.
 */
export class LateInstances {
  readonly #since = new Map<string, number>();
  #revision = -1;

  look({ behind }: AppliedBy, revision: number, nowMs: number): Behind[] {
    if (revision !== this.#revision) this.#since.clear();
    this.#revision = revision;
    const names = new Set(behind.map(({ instance }) => instance));
    for (const known of this.#since.keys()) if (!names.has(known)) this.#since.delete(known);
    return behind.filter(({ instance, connected, lastSeenMs }) => {
      const seenMs = this.#since.get(instance) ?? nowMs;
      this.#since.set(instance, seenMs);
      return nowMs - (connected ? seenMs : Math.min(seenMs, lastSeenMs)) > toleratedMs;
    });
  }
}
