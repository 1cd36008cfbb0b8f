import { randomUUID } from 'node:crypto';
import {
  type Delta,
  type Event,
  LatencySketch,
  type Signature,
  type Tally,
  TargetSketch,
} from '@delta-guard/protocol';

/** What one instance flushes in a second: a tally of each route, and some samples. */
export const talliesPerBatch = 200;
export const deltasPerBatch = 20;
const comparisonsPerTally = 20;
/** The bodies of a sample, both together. */
const bodyBytes = 2 * 1_700;
const variantsMax = 20;
const idMark = '@id';
const secondMark = '"second":0';

/** Makes frames of batches as a proxy would send them, each with samples and seconds of its own. */
export class Frames {
  readonly #variants: readonly string[];
  #next = 0;

  constructor(routeIds: readonly string[], revision: number, samples = deltasPerBatch) {
    const targets = new Map(routeIds.map((id) => [id, new TargetSketch()]));
    this.#variants = Array.from({ length: variantsMax }, () => {
      const tallies = routeIds.map((routeId) =>
        tallyOf({ routeId, revision, targets: targets.get(routeId) }),
      );
      const deltas = Array.from({ length: samples }, (_, at) =>
        deltaOf({ routeId: routeIds[at % routeIds.length] ?? '', revision }),
      );
      const events: Event[] = [...tallies, ...deltas];
      return JSON.stringify(events);
    });
  }

  /** `second`: Unix time of its tallies. */
  take(seq: number, second = Math.floor(Date.now() / 1_000)): string {
    const variant = this.#variants[this.#next % variantsMax] ?? '[]';
    this.#next += 1;
    const events = variant
      .replaceAll(secondMark, `"second":${second}`)
      .replaceAll(idMark, () => randomUUID());
    return `{"type":"batch","seq":${seq},"events":${events}}`;
  }
}

interface Place {
  routeId: string;
  revision: number;
}

function tallyOf({ targets, ...place }: Place & { targets: TargetSketch | undefined }): Tally {
  const mismatches = Math.random() < 0.05 ? 1 : 0;
  const sketches = sketchesOf();
  for (let each = 0; each < comparisonsPerTally; each += 1) targets?.add(Math.floor(Math.random() * 2 ** 52));
  return {
    type: 'tally',
    ...place,
    second: 0,
    stage: 'shadow',
    build: null,
    requests: comparisonsPerTally,
    matches: comparisonsPerTally - mismatches,
    mismatches,
    notCompared: Math.random() < 0.1 ? { shadowBusy: 1 } : {},
    signatures: mismatches > 0 ? [{ signature: anySignature(), count: mismatches }] : [],
    otherSignatures: 0,
    ruleHits: [],
    latencyPairs: comparisonsPerTally,
    latencyExceedances: 0,
    ...sketches,
    fallbacks: 0,
    targets: targets?.take() ?? null,
    controlComparisons: 0,
    noise: [],
  };
}

function sketchesOf(): Pick<Tally, 'overheadMs' | 'addedMs' | 'legacyMs' | 'candidateMs'> {
  const [overhead, added, legacy, candidate] = Array.from({ length: 4 }, () => new LatencySketch());
  for (let each = 0; each < comparisonsPerTally; each += 1) {
    const [legacyMs, candidateMs] = [aroundMs(12), aroundMs(11)];
    overhead?.add(candidateMs - legacyMs);
    added?.add(aroundMs(0.3));
    legacy?.add(legacyMs);
    candidate?.add(candidateMs);
  }
  return {
    overheadMs: overhead?.encode() ?? null,
    addedMs: added?.encode() ?? null,
    legacyMs: legacy?.encode() ?? null,
    candidateMs: candidate?.encode() ?? null,
  };
}

function deltaOf(place: Place): Delta {
  const response = (amount: number) => {
    const text = JSON.stringify({ id: idMark, amount, currency: 'EUR', note: words(bodyBytes / 2) });
    return {
      status: 200,
      headers: [['content-type', 'application/json'] satisfies [string, string]],
      body: { bytesTotal: text.length, truncated: false, bytes: { text } },
      timeMs: aroundMs(12),
    };
  };
  const signature = anySignature();
  return {
    type: 'delta',
    id: idMark,
    ...place,
    stage: 'shadow',
    build: null,
    at: Date.now(),
    bodies: 'full',
    request: {
      method: 'GET',
      target: `/bench/${Math.floor(Math.random() * 1e9)}?expand=entries`,
      headers: [
        ['accept', 'application/json'],
        ['user-agent', 'delta-guard-bench'],
      ],
      body: null,
    },
    legacy: response(10),
    candidate: response(11),
    differences: [{ ...signature, legacy: '10', candidate: '11' }],
    differencesTotal: 1,
    signatures: [signature],
  };
}

/** One of a few: routes differ in few ways, however often. */
function anySignature(): Signature {
  const path = ['$.amount', '$.entries[*].id', '$.total', '$.owner.name'][Math.floor(Math.random() * 4)];
  return { place: 'body', path: path ?? '$', kind: 'value', why: null };
}

function aroundMs(middle: number): number {
  return middle * (0.6 + 0.8 * Math.random());
}

/** Text that deflates about as well as what services answer. */
function words(length: number): string {
  let text = '';
  while (text.length < length) text += `${Math.random().toString(36).slice(2, 8)} entry of account, `;
  return text.slice(0, length);
}
