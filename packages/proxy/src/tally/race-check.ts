import type { Comparer } from '../comparison/comparer.ts';
import type { Verdict } from '../comparison/verdict.ts';
import type { Finding } from '../exchange/ledger.ts';

/** How long a verdict, and the guard with it, waits for the legacy's second answer and its comparison. */
const raceCheckMs = 250;

/** Tells a mismatch from a race between two reads and a write, by asking the legacy once more. */
export class RaceCheck {
  readonly #comparer: Comparer;
  readonly #nowMs: () => number;
  /** Second answers asked for in the present second, by route. */
  #asked = new Map<string, number>();
  #second = 0;

  constructor(comparer: Comparer, nowMs: () => number) {
    this.#comparer = comparer;
    this.#nowMs = nowMs;
  }

  /** `raced` only where the candidate's answer equals the legacy's second one; the verdict as it was in all other cases. */
  async settle(finding: Finding, verdict: Verdict): Promise<Verdict> {
    const { askAgain, candidate } = finding;
    if (askAgain === null || verdict.verdict !== 'mismatch' || candidate.failure !== null) return verdict;
    if (!this.#admit(finding)) return verdict;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, raceCheckMs, null);
    });
    const second = await Promise.race([this.#compareAgain(finding, askAgain), late]);
    clearTimeout(timer);
    return second?.verdict === 'match' ? { verdict: 'notCompared', reason: 'raced' } : verdict;
  }

  async #compareAgain(finding: Finding, askAgain: NonNullable<Finding['askAgain']>): Promise<Verdict | null> {
    const legacy = await askAgain(raceCheckMs);
    if (legacy === null) return null;
    try {
      return await this.#comparer.compare({ ...finding, legacy, askAgain: null });
    } catch {
      // The first comparison stands.
      return null;
    } finally {
      legacy.capture?.release();
    }
  }

  #admit({ route: { config } }: Finding): boolean {
    const second = Math.floor(this.#nowMs() / 1_000);
    if (second !== this.#second) this.#asked.clear();
    this.#second = second;
    const asked = this.#asked.get(config.id) ?? 0;
    if (asked >= config.recheckPerSecondMax) return false;
    this.#asked.set(config.id, asked + 1);
    return true;
  }
}
