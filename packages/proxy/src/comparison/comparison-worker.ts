import { parentPort, workerData } from 'node:worker_threads';
import {
  adapterNeeded,
  type BodyAdapters,
  type CompiledRules,
  compileRules,
  loadAdapters,
  type Rule,
  withoutKernels,
} from '@delta-guard/compare';
import { setOwnNames } from '../redact/own-names.ts';
import { patternEngine } from '../routing/pattern-engine.ts';
import { BoundedMap } from './bounded-map.ts';
import { captureSample } from './capture-sample.ts';
import { judge, type Pair, pairInUtf8, threadLimits } from './judge.ts';
import {
  type RuleSetMessage,
  ruleSetsMax,
  type ThreadAnswer,
  type ThreadData,
  type ThreadRequest,
} from './thread-messages.ts';
import { transferable } from './transferable.ts';
import type { Verdict } from './verdict.ts';

withoutKernels();
/** The other end of `ComparisonThread`: compares and redacts what would hold up clients. */
const port = parentPort;
if (port === null) throw new Error('comparison-worker.ts is started by ComparisonThread');
/** Safe: only `ComparisonThread` starts this file. */
const { decodedBytesMax, secretNames = [] } = workerData as ThreadData;
setOwnNames(secretNames);
interface KnownRules {
  compiled: CompiledRules;
  /** Whether a rule demands that Content-Type is written alike, a charset that was undone included. */
  asWritten: boolean;
}

const ruleSets = new BoundedMap<number, KnownRules>(ruleSetsMax);
let adapters: BodyAdapters = {};

port.on('message', (request: ThreadRequest) => {
  void answer(request).then(
    (given) => port.postMessage(given, buffersOf(given)),
    (error) => port.postMessage({ type: 'failed', message: String(error) } satisfies ThreadAnswer),
  );
});

async function answer(request: ThreadRequest): Promise<ThreadAnswer> {
  if (request.type === 'redact') {
    return { type: 'redacted', sample: captureSample(request.sample, decodedBytesMax) };
  }
  return { type: 'compared', verdict: await compare(request.pair, rulesOf(request.ruleSet)) };
}

async function compare(pair: Pair, { compiled, asWritten }: KnownRules): Promise<Verdict> {
  const decoded = pairInUtf8(pair, decodedBytesMax);
  if (!decoded.ok) return { verdict: 'notCompared', reason: decoded.reason };
  await loadAdapterFor(decoded.pair);
  const { legacy, candidate } = decoded.pair;
  const judged = asWritten
    ? {
        legacy: { ...legacy, headers: pair.legacy.headers },
        candidate: { ...candidate, headers: pair.candidate.headers },
      }
    : decoded.pair;
  return judge(judged, compiled, { ...threadLimits, adapters });
}

function rulesOf({ key, routeId, rules }: RuleSetMessage): KnownRules {
  const known = ruleSets.get(key);
  if (known !== undefined) return known;
  const result = compileRules(rules ?? [], { routeId, patternEngine });
  if (rules === null || !result.ok) throw new Error(`the rules of route ${routeId} are not usable`);
  const made = { compiled: result.rules, asWritten: rules.some(demandsContentType) };
  ruleSets.add(key, made);
  return made;
}

function demandsContentType({ place, action }: Rule): boolean {
  return place.in === 'header' && place.name.toLowerCase() === 'content-type' && action.do === 'equalText';
}

/** A parser is loaded when the first bodies come that need it; where it cannot be, they are compared as text. */
async function loadAdapterFor({ legacy, candidate }: Pair): Promise<void> {
  const kind = adapterNeeded(legacy, candidate);
  if (kind === null || adapters[kind] !== undefined) return;
  const loaded = await loadAdapters([kind]).catch(() => ({}));
  adapters = { ...adapters, ...loaded };
}

function buffersOf(given: ThreadAnswer): ArrayBuffer[] {
  if (given.type !== 'compared' || given.verdict.verdict !== 'mismatch') return [];
  const { legacy, candidate } = given.verdict.bodies;
  return transferable([legacy, candidate]);
}
