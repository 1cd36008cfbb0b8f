import type { Tally } from '@delta-guard/protocol';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { TallyCell } from './tally-cell.ts';
import { TargetSketches } from './target-sketches.ts';

/** Cells of the present second; seconds that have passed wait as events until they are taken. */
export class TallyBook {
  readonly #nowMs: () => number;
  #second = 0;
  readonly #targets = new TargetSketches();
  /** Mostly one of each route: builds change seldom. */
  #cells = new Map<CompiledRoute, TallyCell[]>();
  #closed: Tally[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The cell that counts what ends now on this route under this build of the candidate. */
  cell(route: CompiledRoute, build: string | null = null): TallyCell {
    this.#turn();
    const cells = this.#cells.get(route);
    if (cells !== undefined) {
      for (const known of cells) if (known.build === build) return known;
    }
    const cell = new TallyCell(route, build, this.#targets.of(route, build));
    if (cells === undefined) this.#cells.set(route, [cell]);
    else cells.push(cell);
    return cell;
  }

  /** Tallies of the seconds that are over, and with `all` of the present one too. */
  take(all = false): Tally[] {
    this.#turn();
    if (all) this.#close();
    const taken = this.#closed;
    this.#closed = [];
    return taken;
  }

  /** A clock that is set back must not reopen a second: seconds only rise. */
  #turn(): void {
    const second = Math.floor(this.#nowMs() / 1_000);
    if (second <= this.#second) return;
    this.#close();
    this.#second = second;
  }

  #close(): void {
    for (const cells of this.#cells.values()) {
      for (const cell of cells) this.#closed.push(cell.toEvent(this.#second));
    }
    this.#cells = new Map();
  }
}
