import type { DifferenceKind, DifferenceWhy } from '../difference.ts';
import type { Findings } from '../findings.ts';
import type { PaddedText } from '../json/padded-text.ts';
import { type JsonSpan, kindOf } from '../json/tape.ts';
import { valueLengthMax } from '../limits.ts';
import { clipPath } from '../path/write-path.ts';
import { allowingRules } from '../rules/allowed-difference.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { showBytes } from '../show-value.ts';
import type { Scalar } from '../why/scalar.ts';
import { whyDifferent } from '../why/why-different.ts';
import { isSameValue, scalarAt } from './json-leaf.ts';

type PathText = () => string;

/** Judges values that differ in their bytes, and writes down what counts. Each answers whether something was found. */
export class JsonReport {
  readonly findings: Findings;
  /** While this holds, differences are only counted. */
  isQuiet = false;
  readonly #text: PaddedText;

  constructor(text: PaddedText, findings: Findings) {
    this.#text = text;
    this.findings = findings;
  }

  /** Two values of which at least one is a scalar, and whose bytes differ; no rule ignores them. */
  scalars(a: JsonSpan, b: JsonSpan, state: RuleState, path: PathText): boolean {
    if (a.kind === b.kind && isSameValue(this.#text, a, b)) {
      const strict = state.selecting.some((rule) => rule.action.do === 'equalText');
      return strict && this.add('format', null, path, a, b);
    }
    if (state.selecting.length === 0 && this.#isCounting) {
      this.findings.total += 1;
      return true;
    }
    const { bytes } = this.#text;
    const left = scalarAt(bytes, a);
    const right = scalarAt(bytes, b);
    if (left === null || right === null) return this.add('type', null, path, a, b);
    if (state.selecting.length > 0) {
      const allowing = allowingRules(state.selecting, left, right);
      for (const rule of allowing) this.findings.hit(rule.id);
      if (allowing.length > 0) return false;
    }
    const kind = typeOf(a.kind) === typeOf(b.kind) ? 'value' : 'type';
    this.#write(kind, whyDifferent(left, right), path, [
      this.#showScalar(left, a),
      this.#showScalar(right, b),
    ]);
    return true;
  }

  /** A member that only one side has. */
  absentMember(kind: 'missing' | 'extra', value: JsonSpan, state: RuleState, path: PathText): boolean {
    const allowing =
      state.ignoring.length > 0 || value.kind !== kindOf.null
        ? state.ignoring
        : state.selecting.filter((rule) => rule.action.do === 'nullEqualsAbsent');
    for (const rule of allowing) this.findings.hit(rule.id);
    return allowing.length === 0 && this.#one(kind, this.#whyAbsent(value), path, value);
  }

  /** An element that only one side has. */
  absentElement(kind: 'missing' | 'extra', value: JsonSpan, state: RuleState, path: PathText): boolean {
    for (const rule of state.ignoring) this.findings.hit(rule.id);
    return state.ignoring.length === 0 && this.#one(kind, null, path, value);
  }

  add(kind: DifferenceKind, why: DifferenceWhy | null, path: PathText, a: JsonSpan, b: JsonSpan): true {
    this.#write(kind, why, path, [this.#show(a), this.#show(b)]);
    return true;
  }

  get #isCounting(): boolean {
    return this.isQuiet || this.findings.isFull;
  }

  #one(kind: 'missing' | 'extra', why: DifferenceWhy | null, path: PathText, value: JsonSpan): true {
    const shown = this.#show(value);
    this.#write(kind, why, path, kind === 'missing' ? [shown, null] : [null, shown]);
    return true;
  }

  #write(
    kind: DifferenceKind,
    why: DifferenceWhy | null,
    path: PathText,
    [legacy, candidate]: [string | null, string | null],
  ): void {
    if (this.#isCounting) this.findings.total += 1;
    else this.findings.add({ place: 'body', path: clipPath(path()), kind, why, legacy, candidate });
  }

  #show(value: JsonSpan): string {
    return this.#isCounting ? '' : showBytes(this.#text.bytes, value.start, value.end);
  }

  /** Strings are shown as they are written. */
  #showScalar(scalar: Scalar, span: JsonSpan): string {
    if (scalar.type === 'string' || scalar.text.length > valueLengthMax) return this.#show(span);
    return this.#isCounting ? '' : scalar.text;
  }

  #whyAbsent({ kind, start, end }: JsonSpan): DifferenceWhy | null {
    if (kind === kindOf.null) return 'nullVersusAbsent';
    if (kind === kindOf.string) return end - start === 2 ? 'emptyVersusAbsent' : null;
    if (kind !== kindOf.object && kind !== kindOf.array) return null;
    for (let at = start + 1; at < end - 1; at += 1) if ((this.#text.bytes[at] ?? 0) > 0x20) return null;
    return 'emptyVersusAbsent';
  }
}

/** `true` and `false` are of one type. */
function typeOf(kind: number): number {
  return kind === kindOf.false ? kindOf.true : kind;
}
