import type { HeaderList } from '../http/header-list.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { Capture, type Kept } from './capture.ts';
import { callControl } from './control-call.ts';
import type { Engine, Exchange } from './engine.ts';
import { Evidence } from './evidence.ts';
import { HeldAnswer, type HeldAnswerOptions } from './held-answer.ts';
import { brokeOff, factsOf, type Incoming } from './incoming.ts';
import type { RequestFacts } from './ledger.ts';
import { type BodyCopy, otherRequest, primaryRequest } from './primary-request.ts';
import { raceQuestion } from './race-question.ts';
import { relayData, relayHead, relayOver } from './relay.ts';
import type { ShadowOutcome } from './shadow-breaker.ts';
import { Side, type SideObserver } from './side.ts';

/** A shadow that sends more interim answers than this is not working on its answer. */
const informationsMax = 64;

/**
 * The legacy answers, the candidate is called beside it, and nothing it does reaches the client (P1, P2): stage shadow,
 * and canary for clients that are not on the candidate. In guarded the same, but that the legacy's answer is held until
 * the candidate's has been compared with it, and may give way to it.
 */
export class ShadowExchange implements Exchange, SideObserver {
  readonly #incoming: Incoming;
  readonly #route: CompiledRoute;
  readonly #engine: Engine;
  readonly #facts: RequestFacts;
  readonly #legacy: Side;
  readonly #candidate: Side;
  readonly #evidence: Evidence;
  /** Guarded only. */
  readonly #held: HeldAnswer | null;
  #copy: Capture | null = null;
  /** Among the unsettled. */
  #place: number | null = null;
  #admitted = false;
  #legacyTooLarge = false;

  constructor(incoming: Incoming, route: CompiledRoute, engine: Engine) {
    this.#incoming = incoming;
    this.#route = route;
    this.#engine = engine;
    this.#facts = factsOf(incoming);
    this.#legacy = new Side(engine.legacy, this);
    const isGuarded = route.stage === 'guarded';
    this.#candidate = new Side(isGuarded ? engine.candidate : engine.shadow, this);
    const { ledger, budget, limits } = engine;
    const sides = { legacy: this.#legacy, candidate: this.#candidate };
    this.#held = isGuarded ? new HeldAnswer(holding(incoming, route, engine), sides) : null;
    const held = this.#held;
    this.#evidence = new Evidence(
      {
        route,
        request: this.#facts,
        ledger,
        budget,
        limits,
        held,
        askAgain: raceQuestion(incoming, route, engine),
        onSettled: () => this.#settled(),
      },
      { ...sides, primary: this.#legacy },
    );
  }

  start(): void {
    this.#place = this.#engine.unsettled.add(this);
    const { limits } = this.#engine;
    this.#admit();
    const copy = this.#admitted && this.#incoming.hasBody ? this.#bodyCopy() : null;
    this.#legacy.call(primaryRequest(this.#incoming, limits.headTimeoutMs, copy));
    if (!this.#incoming.hasBody) this.#callCandidate(null);
    if (!this.#evidence.settled)
      this.#evidence.control = callControl(this.#incoming, this.#route, this.#engine);
  }

  clientClosed(): void {
    this.#held?.clientClosed();
    if (this.#legacy.isOver) return;
    this.#legacy.abort();
    this.#giveUp('clientGone');
  }

  primaryTimeMs(): number | null {
    return this.#legacy.state === 'ended' ? this.#legacy.timeMs : null;
  }

  stop(): void {
    this.#giveUp('stopping');
    if (this.#legacy.isOver) return;
    this.#legacy.abort();
    this.#incoming.client.destroy();
  }

  onInformation(side: Side, status: number, headers: HeaderList): void {
    if (side === this.#legacy) this.#incoming.client.information(status, headers);
    else if (side.informations > informationsMax) side.giveUp(`more than ${informationsMax} interim answers`);
  }

  onHead(side: Side): void {
    if (this.#held !== null) this.#held.onHead(side);
    else if (side === this.#legacy) relayHead(this.#incoming.client, side);
    if (side === this.#candidate && this.#legacyTooLarge) this.#giveUp('tooLarge');
  }

  onData(side: Side, chunk: Buffer): void {
    const kept = side.capture?.add(chunk);
    if (side === this.#legacy) this.#relay(chunk, kept ?? null);
    if (kept === 'noBudget') this.#giveUp('shadowBusy');
    if (kept === 'tooLarge') this.#foundTooLarge(side);
  }

  onOver(side: Side): void {
    this.#held?.onOver(side);
    if (side === this.#legacy) {
      if (this.#held === null) relayOver(this.#incoming.client, side);
      if (side.state === 'failed') this.#giveUp(brokeOff(this.#incoming) ? 'clientGone' : 'legacyFailed');
    }
    this.#evidence.settleIfOver();
  }

  #relay(chunk: Buffer, kept: Kept | null): void {
    if (this.#held !== null) this.#held.onLegacyData(chunk, kept);
    else relayData(this.#incoming.client, this.#legacy, chunk);
  }

  /** Decides at once whether the candidate is called at all, before anything is copied. */
  #admit(): void {
    const { slots, breaker } = this.#engine;
    if (!slots.take()) this.#evidence.drop('shadowBusy');
    else if (!breaker.admit()) {
      slots.give();
      this.#evidence.drop('breakerOpen');
    } else this.#admitted = true;
  }

  /** A candidate that has not begun to answer may still fail, and a failure is a mismatch at any size (P5). */
  #foundTooLarge(side: Side): void {
    if (side === this.#candidate || this.#candidate.hasAnswered) {
      this.#giveUp('tooLarge');
      return;
    }
    this.#legacyTooLarge = true;
    this.#legacy.capture?.release();
    this.#legacy.capture = null;
  }

  #bodyCopy(): BodyCopy {
    const { limits, budget } = this.#engine;
    const capture = new Capture(limits.requestCopyBytesMax, budget);
    this.#copy = capture;
    return {
      capture,
      observer: {
        onWhole: (body) => {
          if (body === null) this.#giveUp('tooLarge');
          this.#facts.body = body;
          this.#callCandidate(body);
        },
      },
    };
  }

  #callCandidate(body: Buffer | null): void {
    if (this.#evidence.settled) return;
    const { limits, marker } = this.#engine;
    this.#candidate.limitWhole(limits.shadowTimeoutMs);
    this.#candidate.call(
      otherRequest(this.#incoming, body, { headTimeoutMs: limits.shadowTimeoutMs, marker }),
    );
  }

  #giveUp(reason: Parameters<Evidence['drop']>[0]): void {
    if (this.#evidence.settled) return;
    if (!this.#candidate.isOver) this.#candidate.abort();
    this.#evidence.drop(reason);
  }

  #settled(): void {
    if (this.#place !== null) this.#engine.unsettled.delete(this.#place);
    this.#copy?.release();
    this.#copy = null;
    if (!this.#admitted) return;
    this.#engine.slots.give();
    this.#engine.breaker.settle(this.#outcome());
  }

  #outcome(): ShadowOutcome {
    if (this.#candidate.hasAnswered) return 'answered';
    const { failure } = this.#candidate;
    return failure === null || failure.code === 'upstreamBusy' ? 'unknown' : 'failed';
  }
}

function holding({ client }: Incoming, { config }: CompiledRoute, { budget }: Engine): HeldAnswerOptions {
  return { client, budget, waitMs: config.guardWaitMs, holdMs: config.guardHoldMs };
}
