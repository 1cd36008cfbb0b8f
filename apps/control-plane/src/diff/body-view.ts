import { readJson } from '@delta-guard/compare';
import { type CapturedBody, type Delta, type Difference, decodeTrafficBytes } from '@delta-guard/protocol';
import { type Side, sidesNotKept } from './body-kept.ts';
import { differingRows } from './differing-rows.ts';
import { type HexPreview, hexPreview } from './hex-rows.ts';
import { jsonRows } from './json-rows.ts';
import type { Row } from './row.ts';
import { textRows } from './text-rows.ts';

/** How the two bodies are drawn. `note` says why they are not drawn better. */
export type BodyView =
  | { type: 'none' }
  | { type: 'json'; rows: Row[]; note: string | null }
  | { type: 'text'; rows: Row[]; note: string | null }
  /** Only what differs, or where: the rest was never kept. */
  | { type: 'reduced'; rows: Row[]; bodies: 'differing' | 'none' }
  | { type: 'binary'; preview: HexPreview; legacyBytes: number; candidateBytes: number; note: string | null };

const nothing: CapturedBody = { bytesTotal: 0, truncated: false, bytes: { text: '' } };

/**
 * JSON where both sides are, text where both are UTF-8, else bytes. A missing answer of the candidate is an
 * empty side; where a body was not kept, the other one is there to be read and compared with nothing.
 */
export function bodyView({
  legacy,
  candidate,
  differences,
  bodies,
  ...rest
}: Pick<Delta, 'request' | 'legacy' | 'candidate' | 'differences' | 'bodies'>): BodyView {
  const left = legacy.body ?? nothing;
  const right = ('failure' in candidate ? null : candidate.body) ?? nothing;
  if (left.bytesTotal === 0 && right.bytesTotal === 0) return { type: 'none' };
  if (bodies !== 'full') return { type: 'reduced', rows: differingRows({ differences, bodies }), bodies };
  const [gone] = sidesNotKept({ ...rest, legacy, candidate, differences });
  if (gone !== undefined) return alone(gone === 'legacy' ? right : left, gone);
  const failed = 'failure' in candidate;
  return asJson({ left, right, differences, failed }) ?? asText(left, right) ?? asBytes(left, right);
}

/** One kept body against itself, with the other side left empty. */
function alone(body: CapturedBody, gone: Side): BodyView {
  const same = { left: body, right: body, differences: [], failed: false };
  const view = asJson(same) ?? asText(body, body) ?? asBytes(body, body);
  if (view.type === 'json' || view.type === 'text') {
    return { ...view, rows: view.rows.map((row) => ({ ...row, [gone]: null })) };
  }
  return view;
}

interface JsonInput {
  left: CapturedBody;
  right: CapturedBody;
  differences: readonly Difference[];
  failed: boolean;
}

function asJson({ left, right, differences, failed }: JsonInput): BodyView | null {
  if (left.truncated || right.truncated) return null;
  const a = readJson(decodeTrafficBytes(left.bytes));
  if (!a.ok) return null;
  if (right.bytesTotal === 0)
    return {
      type: 'json',
      rows: failed ? legacyRows(a.root) : onlyLegacyRows(a.root, differences),
      note: null,
    };
  const b = readJson(decodeTrafficBytes(right.bytes));
  return b.ok
    ? { type: 'json', rows: jsonRows({ legacy: a.root, candidate: b.root, differences }), note: null }
    : null;
}

type Root = Extract<ReturnType<typeof readJson>, { ok: true }>['root'];

/** The candidate gave no answer: the legacy's is there to be read, and no line of it differs from anything. */
function legacyRows(root: Root): Row[] {
  return jsonRows({ legacy: root, candidate: root, differences: [] }).map((row) => ({
    ...row,
    candidate: null,
  }));
}

/** The candidate's body is empty. */
function onlyLegacyRows(root: Root, differences: readonly Difference[]): Row[] {
  const marks = differences.filter(({ place, path }) => place === 'body' && path === '$');
  return jsonRows({ legacy: root, candidate: root, differences: [] }).map((row, at) => ({
    ...row,
    candidate: null,
    state: 'onlyLegacy',
    marks: at === 0 ? marks.map(({ kind, why }) => ({ kind, why })) : [],
  }));
}

function asText(left: CapturedBody, right: CapturedBody): BodyView | null {
  if (!('text' in left.bytes) || !('text' in right.bytes)) return null;
  return { type: 'text', rows: textRows(left.bytes.text, right.bytes.text), note: cutNote(left, right) };
}

function asBytes(left: CapturedBody, right: CapturedBody): BodyView {
  return {
    type: 'binary',
    preview: hexPreview(decodeTrafficBytes(left.bytes), decodeTrafficBytes(right.bytes)),
    legacyBytes: left.bytesTotal,
    candidateBytes: right.bytesTotal,
    note: cutNote(left, right),
  };
}

function cutNote(left: CapturedBody, right: CapturedBody): string | null {
  if (!left.truncated && !right.truncated) return null;
  const who =
    left.truncated && right.truncated
      ? 'Both bodies were'
      : left.truncated
        ? 'The legacy’s body was'
        : 'The candidate’s body was';
  return `${who} longer than what is kept of a sample, so only the beginning is shown. The comparison saw the whole.`;
}
