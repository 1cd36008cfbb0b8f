import type { HeaderList } from '../http/header-list.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { Capture } from './capture.ts';
import { callControl } from './control-call.ts';
import type { Engine, Exchange } from './engine.ts';
import { Evidence } from './evidence.ts';
import { brokeOff, factsOf, type Incoming } from './incoming.ts';
import type { RequestFacts } from './ledger.ts';
import { type BodyCopy, otherRequest, primaryRequest } from './primary-request.ts';
import { raceQuestion } from './race-question.ts';
import { failClient, relayData, relayHead, relayOver } from './relay.ts';
import { Side, type SideObserver } from './side.ts';

/** Stage live, and canary for clients on the candidate: it answers, the legacy is called beside it, and answers where the candidate cannot. */
export class LiveExchange implements Exchange, SideObserver {
  readonly #incoming: Incoming;
  readonly #route: CompiledRoute;
  readonly #engine: Engine;
  readonly #facts: RequestFacts;
  readonly #legacy: Side;
  readonly #candidate: Side;
  readonly #evidence: Evidence;
  #copy: Capture | null = null;
  /** Among the unsettled. */
  #place: number | null = null;
  /** Whose answer the client gets; null while that is open. */
  #serving: Side | null = null;
  #decided = false;
  #fallingBack = false;
  #fallbackTimer: NodeJS.Timeout | null = null;
  /** The request's body was too large to be sent a second time. */
  #legacyUncalled = false;

  constructor(incoming: Incoming, route: CompiledRoute, engine: Engine) {
    this.#incoming = incoming;
    this.#route = route;
    this.#engine = engine;
    this.#facts = factsOf(incoming);
    this.#legacy = new Side(engine.legacy, this);
    this.#candidate = new Side(engine.candidate, this);
    const { ledger, budget, limits } = engine;
    this.#evidence = new Evidence(
      {
        route,
        request: this.#facts,
        ledger,
        budget,
        limits,
        held: null,
        askAgain: raceQuestion(incoming, route, engine),
        onSettled: () => this.#settled(),
      },
      { legacy: this.#legacy, candidate: this.#candidate, primary: this.#candidate },
    );
  }

  start(): void {
    this.#place = this.#engine.unsettled.add(this);
    const { limits } = this.#engine;
    const copy = this.#incoming.hasBody ? this.#bodyCopy() : null;
    this.#candidate.limitHead(limits.candidateHeadTimeoutMs);
    this.#candidate.call(primaryRequest(this.#incoming, limits.candidateHeadTimeoutMs, copy));
    if (!this.#incoming.hasBody) this.#callLegacy(null);
    if (!this.#evidence.settled)
      this.#evidence.control = callControl(this.#incoming, this.#route, this.#engine);
  }

  clientClosed(whole: boolean): void {
    this.#clearFallbackTimer();
    if (whole || this.#serving?.isOver) return;
    this.#candidate.abort();
    this.#legacy.abort();
    this.#evidence.drop('clientGone');
  }

  primaryTimeMs(): number | null {
    return this.#serving?.state === 'ended' ? this.#serving.timeMs : null;
  }

  stop(): void {
    this.#clearFallbackTimer();
    this.#candidate.abort();
    this.#legacy.abort();
    this.#evidence.drop('stopping');
    if (this.#serving?.isOver !== true) this.#incoming.client.destroy();
  }

  onInformation(side: Side, status: number, headers: HeaderList): void {
    if (side === this.#candidate && !this.#fallingBack) this.#incoming.client.information(status, headers);
  }

  onHead(side: Side): void {
    if (side === this.#legacy) {
      if (this.#fallingBack && !this.#decided) this.#serve(side);
    } else if (side.status >= 500) this.#fallBack();
    else this.#serve(side);
  }

  onData(side: Side, chunk: Buffer): void {
    const kept = side.capture?.add(chunk);
    if (side === this.#serving) relayData(this.#incoming.client, side, chunk);
    if (kept === undefined || kept === 'kept') return;
    if (this.#decided) {
      this.#stopCapture(kept === 'tooLarge' ? 'tooLarge' : 'shadowBusy');
      return;
    }
    // Who answers the client is still open: the one chunk too many is kept, and the side waits.
    side.capture?.hold(chunk);
    side.pause();
  }

  onOver(side: Side): void {
    if (side === this.#serving) relayOver(this.#incoming.client, side);
    else if (side === this.#candidate && !this.#decided) this.#fallBack();
    else if (side === this.#legacy && this.#fallingBack) this.#failBoth();
    if (this.#legacy.state === 'failed') {
      this.#drop(brokeOff(this.#incoming) ? 'clientGone' : 'legacyFailed');
    }
    this.#evidence.settleIfOver();
  }

  #serve(side: Side): void {
    this.#serving = side;
    const { client } = this.#incoming;
    relayHead(client, side);
    let flows = true;
    for (const chunk of side.capture?.chunks ?? []) flows = client.data(chunk) && flows;
    if (side.isOver) relayOver(client, side);
    else if (!flows) side.pause();
    this.#decide(flows);
  }

  /** It is settled who answers: sides that were held go on, copies past the cap end. */
  #decide(servingFlows: boolean): void {
    this.#decided = true;
    this.#clearFallbackTimer();
    const sides = [this.#legacy, this.#candidate];
    const overfull = sides.some((side) => side.capture?.overfull);
    for (const side of sides) if (side !== this.#serving || servingFlows) side.resume();
    if (overfull) this.#stopCapture('tooLarge');
  }

  /** The candidate cannot answer this request: the client gets the legacy's answer, if it comes in time. */
  #fallBack(): void {
    if (this.#fallingBack) return;
    this.#fallingBack = true;
    this.#engine.ledger.fallback(this.#route);
    if (this.#legacy.state === 'answering' || this.#legacy.state === 'ended') {
      this.#serve(this.#legacy);
      return;
    }
    if (this.#legacy.state === 'failed' || this.#legacyUncalled) {
      this.#failBoth();
      return;
    }
    this.#fallbackTimer = setTimeout(() => this.#failBoth(), this.#route.config.fallbackWaitMs);
  }

  /** Nobody can answer: the client hears of the side that was asked last. */
  #failBoth(): void {
    if (this.#decided) return;
    this.#decide(true);
    const { client } = this.#incoming;
    const failure = this.#legacy.failure ?? this.#candidate.failure;
    if (failure === null) client.fail('upstreamTimeout', 'the upstream did not answer in time');
    else failClient(client, failure);
  }

  /** A candidate that failed is a mismatch at any size (P5): only the copies end, not the comparison. */
  #stopCapture(reason: 'tooLarge' | 'shadowBusy'): void {
    if (this.#candidate.state === 'failed') {
      this.#legacy.capture?.release();
      this.#legacy.capture = null;
      return;
    }
    this.#drop(reason);
  }

  #drop(reason: Parameters<Evidence['drop']>[0]): void {
    if (this.#evidence.settled) return;
    for (const side of [this.#legacy, this.#candidate]) {
      const wanted = side === this.#serving || !this.#decided;
      if (!wanted) side.abort();
    }
    this.#evidence.drop(reason);
  }

  #bodyCopy(): BodyCopy {
    const { limits, budget } = this.#engine;
    const capture = new Capture(limits.requestCopyBytesMax, budget);
    this.#copy = capture;
    return {
      capture,
      observer: {
        onWhole: (body) => {
          this.#facts.body = body;
          if (body === null) this.#legacyUncalled = true;
          if (body === null) this.#drop('tooLarge');
          else this.#callLegacy(body);
        },
      },
    };
  }

  #callLegacy(body: Buffer | null): void {
    const { limits, marker } = this.#engine;
    this.#legacy.call(otherRequest(this.#incoming, body, { headTimeoutMs: limits.headTimeoutMs, marker }));
  }

  #settled(): void {
    if (this.#place !== null) this.#engine.unsettled.delete(this.#place);
    this.#copy?.release();
    this.#copy = null;
  }

  #clearFallbackTimer(): void {
    if (this.#fallbackTimer !== null) clearTimeout(this.#fallbackTimer);
    this.#fallbackTimer = null;
  }
}
