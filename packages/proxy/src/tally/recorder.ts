import type { BodiesKept, Delta, Discovered, NotComparedReason, Tally } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { Comparer } from '../comparison/comparer.ts';
import { ComparisonQueue } from '../comparison/comparison-queue.ts';
import type { Verdict } from '../comparison/verdict.ts';
import { exchangeNames } from '../exchange/exchange-names.ts';
import type { Ended, Finding, JudgedSide, Ledger, RequestFacts } from '../exchange/ledger.ts';
import type { GuardedEnd } from '../guard/guards.ts';
import type { HeaderList } from '../http/header-list.ts';
import { redactSignatures } from '../redact/redact-path.ts';
import { fewerBodies } from '../redact/reduce-bodies.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { DiscoveredTable } from '../routing/discovered-table.ts';
import { buildDelta, sampleOf } from './build-delta.ts';
import { BuildRegister } from './build-register.ts';
import { RaceCheck } from './race-check.ts';
import { SignatureRegister } from './signature-register.ts';
import { TallyBook } from './tally-book.ts';
import { tellVerdict } from './tell-verdict.ts';

export interface RecorderOptions {
  nowMs: () => number;
  comparer: Comparer;
  deltasPerHour: number;
  /** What samples keep of bodies, whatever their route says. */
  bodiesAtMost: () => BodiesKept;
  discoveredTemplatesMax: number;
  /** Hears what is taken, for the metrics of this proxy. */
  onCounts?: (counts: (Tally | Discovered)[]) => void;
  /** Sees each exchange that the guard may learn from, before the next request. */
  observe: (end: GuardedEnd) => void;
  log: Logger;
}

type FullMismatch = Extract<Verdict, { verdict: 'mismatch' }>;

interface Sample {
  mismatch: FullMismatch;
  build: string | null;
}

/** The one place where exchanges turn into evidence: verdicts, tallies and deltas. */
export class Recorder implements Ledger {
  readonly #options: RecorderOptions;
  readonly #book: TallyBook;
  readonly #register: SignatureRegister;
  readonly #builds: BuildRegister;
  readonly #races: RaceCheck;
  readonly #queue = new ComparisonQueue();
  readonly discovered: DiscoveredTable;
  #deltas: Delta[] = [];
  #open = 0;
  #onIdle: (() => void) | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#book = new TallyBook(options.nowMs);
    this.#builds = new BuildRegister(options.nowMs);
    this.#races = new RaceCheck(options.comparer, options.nowMs);
    this.#register = new SignatureRegister(options.nowMs, options.deltasPerHour);
    this.discovered = new DiscoveredTable(options.discoveredTemplatesMax);
  }

  request(route: CompiledRoute, addedMs: number | null, headers: HeaderList): void {
    const cell = this.#book.cell(route, this.#builds.of(route, null));
    cell.request(addedMs);
    if (route.choice.carriesKey?.(headers)) cell.keyed();
  }

  fallback(route: CompiledRoute): void {
    this.#book.cell(route, this.#builds.of(route, null)).fallback();
  }

  notCompared({ route, request, legacy, candidate }: Ended, reason: NotComparedReason): void {
    const build = this.#builds.of(route, candidate);
    this.#book.cell(route, build).notCompared(reason);
    tellVerdict(this.#options.log, { route, request, candidate }, { verdict: 'notCompared', reason });
    if (route.guardKey === null) return;
    this.#options.observe({ route, request, legacy, candidate, build, verdict: null });
  }

  compare(finding: Finding): void {
    this.#open += 1;
    if (finding.onVerdict === null) this.#queue.add(() => this.#judge(finding));
    else this.#judge(finding);
  }

  compareControl(finding: Finding): void {
    this.#open += 1;
    this.#queue.add(() => void this.#judgeControl(finding));
  }

  answered(route: CompiledRoute, request: RequestFacts, candidate: JudgedSide): void {
    const build = this.#builds.of(route, candidate);
    if (route.guardKey === null) return;
    this.#options.observe({ route, request, legacy: null, candidate, build, verdict: null });
  }

  /** Another config is in force: what was known of routes that are gone is forgotten. */
  routesChanged(routes: readonly CompiledRoute[]): void {
    this.discovered.reset();
    this.#builds.keep(new Set(routes.map(({ config }) => config.id)));
  }

  /** Resolves when no comparison is open. */
  idle(): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Ends what is not over as `notCompared(stopping)`. */
  close(): Promise<void> {
    return this.#options.comparer.close();
  }

  /** Events of the seconds that are over; with `all` of the present one too. */
  take(all = false): (Tally | Delta | Discovered)[] {
    const deltas = this.#deltas;
    this.#deltas = [];
    const counts = [...this.#book.take(all), ...this.discovered.take(this.#options.nowMs())];
    this.#options.onCounts?.(counts);
    return [...counts, ...deltas];
  }

  #done(finding: Finding): void {
    finding.release();
    this.#open -= 1;
    if (this.#open === 0) this.#onIdle?.();
  }

  /** Only what was compared is noise, or the lack of it. */
  async #judgeControl(finding: Finding): Promise<void> {
    try {
      const verdict = await this.#verdict(finding);
      if (verdict.verdict === 'notCompared') return;
      const { route } = finding;
      const differing = verdict.verdict === 'mismatch' ? redactSignatures(verdict.signatures) : [];
      this.#book.cell(route, this.#builds.of(route, null)).control(differing);
    } finally {
      this.#done(finding);
    }
  }

  /** Most verdicts are there at once, and cost no promise. */
  #judge(finding: Finding): void {
    const verdict = this.#verdict(finding);
    if (verdict instanceof Promise || finding.askAgain !== null) {
      void this.#judgeLater(finding, verdict);
      return;
    }
    finding.onVerdict?.(verdict.verdict === 'match');
    this.#conclude(finding, verdict);
  }

  async #judgeLater(finding: Finding, comparing: Verdict | Promise<Verdict>): Promise<void> {
    const first = await comparing;
    finding.onVerdict?.(first.verdict === 'match');
    const verdict = finding.askAgain === null ? first : await this.#races.settle(finding, first);
    this.#conclude(finding, verdict);
  }

  /** P4 holds even where the comparison itself is at fault: the exchange ends as one that was not compared. */
  #verdict(finding: Finding): Verdict | Promise<Verdict> {
    try {
      const verdict = this.#options.comparer.compare(finding);
      return verdict instanceof Promise ? verdict.catch((error) => this.#atFault(finding, error)) : verdict;
    } catch (error) {
      return this.#atFault(finding, error);
    }
  }

  #atFault({ route, request }: Finding, error: unknown): Verdict {
    const names = exchangeNames(request);
    this.#options.log.error({ err: error, ...names, route: route.config.template }, 'a comparison failed');
    return { verdict: 'notCompared', reason: 'budget' };
  }

  /** Counts, and gives the copies back once no sample needs them. */
  #conclude(finding: Finding, verdict: Verdict): void {
    let sample: Sample | null = null;
    try {
      sample = this.#count(finding, verdict);
    } finally {
      if (sample === null) this.#done(finding);
    }
    if (sample !== null) void this.#keep(finding, sample);
  }

  /** Counts at once; what comes back is to be kept as a sample. */
  #count(finding: Finding, verdict: Verdict): Sample | null {
    const { route, request, legacy, candidate } = finding;
    tellVerdict(this.#options.log, finding, verdict);
    const build = this.#builds.of(route, candidate);
    const cell = this.#book.cell(route, build);
    if (verdict.verdict !== 'notCompared') cell.target(request.target);
    if (route.guardKey !== null) {
      const judged = verdict.verdict === 'notCompared' ? null : verdict.verdict;
      this.#options.observe({ route, request, legacy, candidate, build, verdict: judged });
    }
    const candidateMs = candidate.failure === null ? candidate.timeMs : null;
    const timing = { legacyMs: legacy.timeMs, candidateMs };
    switch (verdict.verdict) {
      case 'match':
        cell.match(timing, verdict.ruleHits);
        return null;
      case 'notCompared':
        cell.notCompared(verdict.reason, redactSignatures(verdict.found ?? []));
        return null;
      case 'mismatch': {
        const safe = redactSignatures(verdict.signatures);
        const { signatures, others, keep } = this.#register.register(route.config.id, safe);
        cell.mismatch(timing, { signatures, others, ruleHits: verdict.ruleHits });
        return keep ? { mismatch: { ...verdict, signatures: safe }, build } : null;
      }
    }
  }

  /** A sample that cannot be built costs the sample, never the count. */
  async #keep(finding: Finding, { mismatch, build }: Sample): Promise<void> {
    try {
      const bodies = fewerBodies(finding.route.config.bodies, this.#options.bodiesAtMost());
      const sample = await this.#options.comparer.capture({ ...sampleOf(finding, mismatch), bodies });
      this.#deltas.push({ ...buildDelta(finding, mismatch, sample), build, bodies });
    } catch (error) {
      this.#options.log.error(
        { err: error, ...exchangeNames(finding.request), route: finding.route.config.template },
        'a delta could not be built',
      );
    } finally {
      this.#done(finding);
    }
  }
}
