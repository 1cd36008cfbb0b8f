import { type JsonFault, JsonScanner, skipByteOrderMark } from '../json/json-scanner.ts';
import { showBytes, showText } from '../show-value.ts';
import { kernelUse } from '../wasm/kernels.ts';
import { GaveUpError, Work } from '../work.ts';
import type { BodyContext, DifferingContext, GaveUp } from './body-context.ts';
import { compareBytes, compareText, isText } from './compare-text.ts';
import { JsonLockstep } from './json-lockstep.ts';
import { JsonReport } from './json-report.ts';
import { clear } from './scratch.ts';

/** Compares two JSON texts whose bytes differ. Where neither is JSON, bytes decide. */
export function compareJson(legacy: Uint8Array, candidate: Uint8Array, context: DifferingContext): GaveUp {
  try {
    if (!kernelUse.isOn || !compareOnce(legacy, candidate, context, true)) {
      compareOnce(legacy, candidate, context, false);
    }
    return null;
  } catch (error) {
    if (error instanceof GaveUpError) return error.reason;
    throw error;
  } finally {
    clear(context.scratch);
  }
}

/** False where kernels cannot tell; then nothing was found. */
function compareOnce(
  legacy: Uint8Array,
  candidate: Uint8Array,
  context: DifferingContext,
  byKernel: boolean,
): boolean {
  const { findings } = context;
  const before = findings.mark();
  const comparison = prepare(legacy, candidate, context, byKernel);
  compareByteOrderMarks(legacy, candidate, context);
  const outcome = comparison.lockstep.run();
  if (outcome === 'compared') return true;
  findings.reset(before);
  if (outcome === 'faulty') compareFaulty(legacy, candidate, context, comparison);
  return outcome === 'faulty';
}

interface Prepared {
  lockstep: JsonLockstep;
  scanner: JsonScanner;
  startB: number;
}

function prepare(
  legacy: Uint8Array,
  candidate: Uint8Array,
  context: DifferingContext,
  byKernel: boolean,
): Prepared {
  const { rules, findings, limits, equalUntil } = context;
  const { text, tape, frames } = context.scratch;
  const work = new Work(limits.workMax);
  work.spend(legacy.length + candidate.length);
  const startB = context.isCopied ? text.finish(legacy, candidate) : text.load(legacy, candidate);
  const kernels = byKernel ? text.kernels : null;
  frames.begin(kernels);
  tape.begin(kernels);
  const { depthMax } = limits;
  const scanner = new JsonScanner(text, depthMax);
  const report = new JsonReport(text, findings);
  const lockstep = new JsonLockstep({
    text,
    frames,
    tape,
    startB,
    endA: legacy.length,
    endB: startB + candidate.length,
    scanner,
    report,
    findings,
    rules,
    depthMax,
    work,
    equalUntil,
    kernels,
  });
  return { lockstep, scanner, startB };
}

/** A byte order mark does not make a text invalid, but it is there to be read: some clients cannot. */
function compareByteOrderMarks(
  legacy: Uint8Array,
  candidate: Uint8Array,
  { rules, findings }: BodyContext,
): void {
  const [left, right] = [skipByteOrderMark(legacy, 0) > 0, skipByteOrderMark(candidate, 0) > 0];
  if (left === right) return;
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  const show = (hasMark: boolean) => (hasMark ? 'with a byte order mark' : 'without a byte order mark');
  findings.add({
    place: 'body',
    path: '$',
    kind: 'format',
    why: null,
    legacy: show(left),
    candidate: show(right),
  });
}

/** At least one of the two is not JSON. */
function compareFaulty(
  legacy: Uint8Array,
  candidate: Uint8Array,
  context: DifferingContext,
  { scanner, startB }: Prepared,
): void {
  const { rules, findings } = context;
  const left = scanner.whole(0, legacy.length);
  const right = scanner.whole(startB, startB + candidate.length);
  if (left !== null && right !== null) {
    if (isText(legacy) && isText(candidate)) compareText(legacy, candidate, context);
    else compareBytes(legacy, candidate, context);
    return;
  }
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  const position = left?.position ?? (right?.position ?? startB) - startB;
  const show = (bytes: Uint8Array, fault: JsonFault | null) =>
    fault === null
      ? showBytes(bytes, 0, bytes.length)
      : showText(`${fault.message} at offset ${position}: ${showBytes(bytes, position, bytes.length)}`);
  findings.add({
    place: 'body',
    path: `offset ${position}`,
    kind: 'invalid',
    why: null,
    legacy: show(legacy, left),
    candidate: show(candidate, right),
  });
}
