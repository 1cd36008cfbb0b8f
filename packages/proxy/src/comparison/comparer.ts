import { candidateFailed } from '@delta-guard/compare';
import type { NotComparedReason } from '@delta-guard/protocol';
import type { Finding } from '../exchange/ledger.ts';
import { withoutHeader } from '../http/header-list.ts';
import type { RawMessage, RedactedSample } from '../redact/redact-sample.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { bytesOf, captureSample, type Sample, withoutBodies } from './capture-sample.ts';
import { foreignCharset } from './charset.ts';
import { ComparisonThread, type ComparisonThreadOptions, type ThreadOutcome } from './comparison-thread.ts';
import { mainThreadRedactedBytesMax, needsThread } from './cost.ts';
import { type Answer, judge, mainThreadLimits, type Pair } from './judge.ts';
import { asItCame, type DecodedSide, decodedSide, type SideBody, sideBody } from './side-body.ts';
import { Slots } from './slots.ts';
import { transferable, withoutSurroundings } from './transferable.ts';
import type { Verdict } from './verdict.ts';

/** Exchanges whose bodies are being decoded at a time: decoded bytes are not in the budget of captures. */
const decodingMax = 2;

type Decoded = Extract<DecodedSide, { ok: true }>;
type Failure = Parameters<typeof candidateFailed>[1];

const noBody = new Uint8Array(0);
const tooLate: DecodedSide = { ok: false, reason: 'stopping' };

/** Reaches verdicts. What takes longer than a client may wait is done off the main thread. */
export class Comparer {
  readonly #decodedBytesMax: number;
  readonly #thread: ComparisonThread;
  readonly #decoding = new Slots(decodingMax);
  #stopped = false;

  constructor(options: ComparisonThreadOptions) {
    this.#decodedBytesMax = options.decodedBytesMax;
    this.#thread = new ComparisonThread(options);
  }

  /**
   * The verdict on an exchange whose legacy answered, at once where nothing has to be decoded or done elsewhere.
   * Throws or rejects where the comparison itself is at fault.
   */
  compare(finding: Finding): Verdict | Promise<Verdict> {
    if (this.#stopped) return notCompared('stopping');
    const { failure } = finding.candidate;
    const legacy = sideBody(finding.legacy);
    if (failure !== null) return this.#candidateFailed(finding.legacy.status, failure.failure, legacy);
    const candidate = sideBody(finding.candidate);
    if (isSame(finding, legacy, candidate)) return this.#compareHeads(finding, legacy);
    return this.#compareBodies(finding, legacy, candidate);
  }

  /** A sample fit for an event. Without its bodies where there is no room for the work. */
  async capture(sample: Sample): Promise<RedactedSample> {
    const bytes = bytesOf(sample);
    if (bytes <= mainThreadRedactedBytesMax) return captureSample(sample, this.#decodedBytesMax);
    const posted = asPosted(sample);
    const compose = () => ({ request: { type: 'redact', sample: posted } as const, transfer: [] });
    const outcome = await this.#thread.run({ bytes, goesFirst: false, compose });
    if (outcome.type === 'redacted') return outcome.sample;
    return captureSample(withoutBodies(sample), this.#decodedBytesMax);
  }

  /** Ends the thread. Comparisons that are not over end as `notCompared(stopping)`. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#thread.close();
  }

  async #candidateFailed(status: number, failure: Failure, legacy: SideBody): Promise<Verdict> {
    const body = await this.#forShow(legacy);
    return {
      ...candidateFailed(status, failure),
      bodies: { legacy: body, candidate: null, areUtf8: false },
    };
  }

  /** Equal bytes under equal codings and charsets are equal whatever they say: only status and headers can differ. */
  #compareHeads({ legacy, candidate, route }: Finding, body: SideBody): Verdict | Promise<Verdict> {
    const pair = { legacy: answerOf(legacy, noBody, route), candidate: answerOf(candidate, noBody, route) };
    const verdict = judge(pair, route.rules, mainThreadLimits);
    if (verdict.verdict !== 'mismatch') return verdict;
    return this.#forShow(body).then((shown) => ({
      ...verdict,
      bodies: { legacy: shown, candidate: shown, areUtf8: false },
    }));
  }

  #compareBodies(finding: Finding, legacy: SideBody, candidate: SideBody): Verdict | Promise<Verdict> {
    if (legacy.codings.length + candidate.codings.length === 0)
      return this.#compareDecoded(finding, asItCame(legacy), asItCame(candidate));
    return this.#decode(legacy, candidate).then(([left, right]) => {
      if (!left.ok) return notCompared(left.reason);
      return right.ok ? this.#compareDecoded(finding, left, right) : notCompared(right.reason);
    });
  }

  #compareDecoded(finding: Finding, left: Decoded, right: Decoded): Verdict | Promise<Verdict> {
    const { legacy, candidate, route } = finding;
    const pair = {
      legacy: answerOf(legacy, left.body, route),
      candidate: answerOf(candidate, right.body, route),
    };
    if (!needsThread(pair)) {
      const verdict = judge(pair, route.rules, mainThreadLimits);
      if (verdict.verdict !== 'notCompared' || verdict.reason !== 'budget') return verdict;
    }
    const own = [left, right].filter(({ isOwn }) => isOwn).map(({ body }) => body);
    return this.#compareOnThread(pair, finding, transferable(own));
  }

  async #compareOnThread(
    pair: Pair,
    { route, onVerdict }: Finding,
    transfer: ArrayBuffer[],
  ): Promise<Verdict> {
    const { legacy, candidate } = pair;
    const post = (answer: Answer) => ({ ...answer, body: withoutSurroundings(answer.body) });
    const outcome = await this.#thread.run({
      bytes: legacy.body.length + candidate.body.length,
      goesFirst: onVerdict !== null,
      compose: (ruleSets) => ({
        request: {
          type: 'compare',
          pair: { legacy: post(legacy), candidate: post(candidate) },
          ruleSet: ruleSets.messageFor(route),
        },
        transfer,
      }),
    });
    return verdictOf(outcome);
  }

  #decode(legacy: SideBody, candidate: SideBody): Promise<[DecodedSide, DecodedSide]> {
    const decodeOne = (side: SideBody) =>
      // Those that had to wait for their turn must not hold up the stop.
      this.#stopped ? Promise.resolve(tooLate) : decodedSide(side, this.#decodedBytesMax);
    return this.#decoding.run(() => Promise.all([decodeOne(legacy), decodeOne(candidate)]));
  }

  /** A body for a delta only: what cannot be decoded is not shown. */
  async #forShow(body: SideBody): Promise<Uint8Array | null> {
    if (body.codings.length === 0) return body.bytes;
    const decoded = await this.#decoding.run(() => decodedSide(body, this.#decodedBytesMax));
    return decoded.ok ? decoded.body : null;
  }
}

function isSame({ legacy, candidate }: Finding, left: SideBody, right: SideBody): boolean {
  return (
    left.bytes.length === right.bytes.length &&
    left.codings.join() === right.codings.join() &&
    Buffer.compare(left.bytes, right.bytes) === 0 &&
    foreignCharset(legacy.headers) === foreignCharset(candidate.headers)
  );
}

function asPosted(sample: Sample): Sample {
  const post = ({ headers, body }: RawMessage) => ({ headers, body: body && withoutSurroundings(body) });
  const { request, legacy, candidate } = sample;
  return {
    ...sample,
    request: post(request),
    legacy: post(legacy),
    candidate: 'failure' in candidate ? candidate : post(candidate),
  };
}

/** The header that names the build is there to tell builds apart: it makes no difference. */
function answerOf(
  { status, headers }: Finding['legacy'],
  body: Uint8Array,
  { config: { buildHeader } }: CompiledRoute,
): Answer {
  return { status, headers: buildHeader === null ? headers : withoutHeader(headers, buildHeader), body };
}

function notCompared(reason: NotComparedReason): Verdict {
  return { verdict: 'notCompared', reason };
}

function verdictOf(outcome: ThreadOutcome): Verdict {
  switch (outcome.type) {
    case 'compared':
      return outcome.verdict;
    case 'busy':
      return notCompared('shadowBusy');
    case 'stopped':
      return notCompared('stopping');
    case 'died':
      return notCompared('budget');
    case 'failed':
      throw new Error(outcome.message);
    case 'redacted':
      throw new Error('the comparison thread answered another question');
  }
}
