import type { Delta, Discovered, NotComparedReason, Tally } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { compareFinding, type Verdict } from '../comparison/compare-finding.ts';
import { ComparisonQueue } from '../comparison/comparison-queue.ts';
import type { Finding, Ledger } from '../exchange/ledger.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { DiscoveredTable } from '../routing/discovered-table.ts';
import { buildDelta } from './build-delta.ts';
import { SignatureRegister } from './signature-register.ts';
import { TallyBook } from './tally-book.ts';

export interface RecorderOptions {
  nowMs: () => number;
  decodedBytesMax: number;
  deltasPerHour: number;
  discoveredTemplatesMax: number;
  log: Logger;
}

/** The one place where exchanges turn into evidence: verdicts, tallies and deltas. */
export class Recorder implements Ledger {
  readonly #options: RecorderOptions;
  readonly #book: TallyBook;
  readonly #register: SignatureRegister;
  readonly #queue = new ComparisonQueue();
  readonly discovered: DiscoveredTable;
  #deltas: Delta[] = [];
  #open = 0;
  #onIdle: (() => void) | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#book = new TallyBook(options.nowMs);
    this.#register = new SignatureRegister(options.nowMs, options.deltasPerHour);
    this.discovered = new DiscoveredTable(options.discoveredTemplatesMax);
  }

  request(route: CompiledRoute, addedMs: number | null): void {
    this.#book.cell(route).request(addedMs);
  }

  fallback(route: CompiledRoute): void {
    this.#book.cell(route).fallback();
  }

  notCompared(route: CompiledRoute, reason: NotComparedReason): void {
    this.#book.cell(route).notCompared(reason);
  }

  compare(finding: Finding): void {
    this.#open += 1;
    this.#queue.add(() => {
      void this.#judge(finding).finally(() => {
        finding.release();
        this.#open -= 1;
        if (this.#open === 0) this.#onIdle?.();
      });
    });
  }

  /** Resolves when no comparison is open. */
  idle(): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Events of the seconds that are over; with `all` of the present one too. */
  take(all = false): (Tally | Delta | Discovered)[] {
    const deltas = this.#deltas;
    this.#deltas = [];
    return [...this.#book.take(all), ...this.discovered.take(this.#options.nowMs()), ...deltas];
  }

  async #judge(finding: Finding): Promise<void> {
    let verdict: Verdict;
    try {
      verdict = await compareFinding(finding, this.#options.decodedBytesMax);
    } catch (error) {
      // P4 holds even where the comparison itself is at fault: the exchange ends as one that was not compared.
      this.#options.log.error({ err: error, route: finding.route.config.template }, 'a comparison failed');
      verdict = { verdict: 'notCompared', reason: 'budget' };
    }
    this.#count(finding, verdict);
  }

  #count(finding: Finding, verdict: Verdict): void {
    const { route, legacy, candidate } = finding;
    const cell = this.#book.cell(route);
    const candidateMs = candidate.failure === null ? candidate.timeMs : null;
    const timing = { legacyMs: legacy.timeMs, candidateMs };
    switch (verdict.verdict) {
      case 'match':
        cell.match(timing, verdict.ruleHits);
        return;
      case 'notCompared':
        cell.notCompared(verdict.reason);
        return;
      case 'mismatch': {
        const { signatures, others, keep } = this.#register.register(route.config.id, verdict.signatures);
        cell.mismatch(timing, { signatures, others, ruleHits: verdict.ruleHits });
        if (keep) this.#keep(finding, verdict);
      }
    }
  }

  /** A sample that cannot be built costs the sample, never the count. */
  #keep(finding: Finding, verdict: Extract<Verdict, { verdict: 'mismatch' }>): void {
    try {
      this.#deltas.push(buildDelta(finding, verdict, verdict.bodies));
    } catch (error) {
      this.#options.log.error(
        { err: error, route: finding.route.config.template },
        'a delta could not be built',
      );
    }
  }
}
