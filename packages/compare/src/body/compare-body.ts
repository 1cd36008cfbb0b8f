import type { AdaptedKind, BodyAdapter, BodyAdapters, MarkupKind } from '../adapters/body-adapter.ts';
import { formAdapter } from '../adapters/form-adapter.ts';
import { multipartAdapter } from '../adapters/multipart-adapter.ts';
import { ndjsonAdapter } from '../adapters/ndjson-adapter.ts';
import type { ComparableResponse } from '../comparison.ts';
import type { ContentType } from '../headers/content-type.ts';
import { showBytes } from '../show-value.ts';
import type { BodyContext, DifferingContext, GaveUp } from './body-context.ts';
import { type BodyDescription, type BodyKind, describeBody } from './body-kind.ts';
import { compareJson } from './compare-json.ts';
import { compareBytes, compareText, isText } from './compare-text.ts';
import { firstDifference, isCopiedWhole } from './first-difference.ts';
import { giveBack, takeScratch } from './scratch.ts';

/** With the parsers for markup. */
type ParsedContext<Context> = Context & { adapters: BodyAdapters };

/** Compares two bodies as what they are. */
export function compareBody(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  { rules, findings, limits, adapters }: ParsedContext<BodyContext>,
): GaveUp {
  const [a, b] = [legacy.body, candidate.body];
  const scratch = takeScratch(limits.depthMax);
  const equalUntil = firstDifference(a, b, scratch.text);
  if (equalUntil === a.length && equalUntil === b.length) {
    giveBack(scratch);
    return null;
  }
  try {
    const isCopied = isCopiedWhole(a, b, scratch.text);
    const context = { rules, findings, limits, adapters, equalUntil, scratch, isCopied };
    return compareDiffering(legacy, candidate, context);
  } finally {
    giveBack(scratch);
  }
}

function compareDiffering(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  context: ParsedContext<DifferingContext>,
): GaveUp {
  const [a, b] = [legacy.body, candidate.body];
  const [left, right] = [describeBody(legacy), describeBody(candidate)];
  if (left.kind === 'json' && right.kind === 'json') return compareJson(a, b, context);
  if (left.kind === 'empty' || right.kind === 'empty') addEmpty(a, b, context);
  else if (left.kind !== right.kind && (isData(left.kind) || isData(right.kind))) {
    addFormat(left.kind, right.kind, context);
  } else if (left.kind === right.kind) return compareAlike(legacy, candidate, left, { ...context, right });
  else compareAsText(a, b, context);
  return null;
}

/** The kind of markup for which an adapter has to be loaded to compare these two, null where none is needed. */
export function adapterNeeded(legacy: ComparableResponse, candidate: ComparableResponse): MarkupKind | null {
  const { kind } = describeBody(legacy);
  if (kind !== 'html' && kind !== 'xml') return null;
  return describeBody(candidate).kind === kind ? kind : null;
}

function compareAlike(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  left: BodyDescription,
  context: ParsedContext<DifferingContext> & { right: BodyDescription },
): GaveUp {
  const adapter = adapterOf(left.kind, context.adapters);
  const json = adapter && adapt(adapter, legacy.body, left.type);
  const other = adapter && adapt(adapter, candidate.body, context.right.type);
  if (!json || !other) {
    compareAsText(legacy.body, candidate.body, context);
    return null;
  }
  const { findings } = context;
  const before = findings.differences.length;
  const { text } = context.scratch;
  const equalUntil = firstDifference(json, other, text);
  const isCopied = isCopiedWhole(json, other, text);
  const isEqual = equalUntil === Math.max(json.length, other.length);
  const gaveUp = isEqual ? null : compareJson(json, other, { ...context, equalUntil, isCopied });
  if (left.kind !== 'ndjson') findings.rewrite(before, showPlain);
  return gaveUp;
}

function adapt(adapter: BodyAdapter, body: Uint8Array, type: ContentType): Uint8Array | null {
  return adapter.toJson(body, type);
}

function adapterOf(kind: BodyKind, adapters: BodyAdapters): BodyAdapter | null {
  const builtIn: Partial<Record<BodyKind, BodyAdapter>> = {
    ndjson: ndjsonAdapter,
    form: formAdapter,
    multipart: multipartAdapter,
  };
  if (kind === 'html' || kind === 'xml') return adapters[kind] ?? null;
  return builtIn[kind] ?? null;
}

/** A value that was adapted, as the text it was. */
function showPlain(value: string | null): string | null {
  if (value === null || !value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1);
  }
}

function isData(kind: BodyKind): boolean {
  const data: readonly (AdaptedKind | BodyKind)[] = ['json', 'ndjson', 'form', 'multipart'];
  return data.includes(kind);
}

function compareAsText(a: Uint8Array, b: Uint8Array, context: DifferingContext): void {
  if (isText(a) && isText(b)) compareText(a, b, context);
  else compareBytes(a, b, context);
}

/** One side has a body and the other none. */
function addEmpty(a: Uint8Array, b: Uint8Array, { rules, findings }: BodyContext): void {
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  findings.add({
    place: 'body',
    path: '$',
    kind: a.length === 0 ? 'extra' : 'missing',
    why: null,
    legacy: a.length === 0 ? null : showBytes(a, 0, a.length),
    candidate: b.length === 0 ? null : showBytes(b, 0, b.length),
  });
}

/** Two bodies that are not of one kind. */
function addFormat(legacy: BodyKind, candidate: BodyKind, { rules, findings }: BodyContext): void {
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  findings.add({ place: 'body', path: '$', kind: 'format', why: null, legacy, candidate });
}
