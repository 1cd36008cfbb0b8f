import { type JsonFault, JsonScanner, skipByteOrderMark } from '../json/json-scanner.ts';
import { showBytes, showText } from '../show-value.ts';
import { kernelUse } from '../wasm/kernels.ts';
import { GaveUpError, Work } from '../work.ts';
import type { BodyContext, GaveUp } from './body-context.ts';
import { compareBytes, compareText, isText } from './compare-text.ts';
import { JsonLockstep } from './json-lockstep.ts';
import { JsonReport } from './json-report.ts';
import { JsonStructure } from './json-structure.ts';
import { type Scratch, withScratch } from './scratch.ts';

/** `equalUntil` is the first offset at which the bytes differ. */
export type JsonContext = BodyContext & { equalUntil: number };

/** Compares two JSON texts whose bytes differ. Where neither is JSON, bytes decide. */
export function compareJson(legacy: Uint8Array, candidate: Uint8Array, context: JsonContext): GaveUp {
  const before = context.findings.mark();
  try {
    return withScratch(context.limits.depthMax, (scratch) => {
      for (const byKernel of kernelUse.isOn ? [true, false] : [false]) {
        const comparison = prepare([legacy, candidate], { ...context, byKernel }, scratch);
        compareByteOrderMarks(legacy, candidate, context);
        const outcome = comparison.lockstep.run();
        if (outcome === 'compared') return null;
        context.findings.reset(before);
        if (outcome === 'faulty') return compareFaulty(legacy, candidate, context, comparison);
      }
      return null;
    });
  } catch (error) {
    if (error instanceof GaveUpError) return error.reason;
    throw error;
  }
}

interface Prepared {
  lockstep: JsonLockstep;
  scanner: JsonScanner;
  startB: number;
}

function prepare(
  [legacy, candidate]: readonly [Uint8Array, Uint8Array],
  { rules, findings, limits, equalUntil, byKernel }: JsonContext & { byKernel: boolean },
  { text, tape, frames }: Scratch,
): Prepared {
  const work = new Work(limits.workMax);
  work.spend(legacy.length + candidate.length);
  const startB = text.load(legacy, candidate);
  frames.begin(byKernel ? text.kernels : null);
  tape.begin(byKernel ? text.kernels : null);
  const { depthMax } = limits;
  const scanner = new JsonScanner(text, depthMax);
  const report = new JsonReport(text, findings);
  let made: JsonStructure | null = null;
  const structure = () => {
    made ??= new JsonStructure({ text, tape, scanner, report, work });
    return made;
  };
  const lengths = [legacy.length, candidate.length] as const;
  const setup = {
    text,
    startB,
    lengths,
    scanner,
    report,
    rules,
    structure,
    depthMax,
    work,
    equalUntil,
    byKernel,
  };
  return { lockstep: new JsonLockstep(setup, frames), scanner, startB };
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
  { rules, findings }: BodyContext,
  { scanner, startB }: Prepared,
): GaveUp {
  const left = scanner.whole(0, legacy.length);
  const right = scanner.whole(startB, startB + candidate.length);
  if (left !== null && right !== null) {
    if (isText(legacy) && isText(candidate)) compareText(legacy, candidate, { rules, findings });
    else compareBytes(legacy, candidate, { rules, findings });
    return null;
  }
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return null;
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
  return null;
}
