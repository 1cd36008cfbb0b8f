import { decodeUtf8, isUtf8 } from '../json/utf8.ts';
import { clipPath } from '../path/write-path.ts';
import { allowingRules } from '../rules/allowed-difference.ts';
import { showBytes, showText } from '../show-value.ts';
import { whyTextsDiffer } from '../why/why-different.ts';
import type { DifferingContext } from './body-context.ts';

type TextContext = Pick<DifferingContext, 'rules' | 'findings' | 'equalUntil'>;

/** Longer texts are not decoded for rules and whys. */
const decodedBytesMax = 262_144;

/** Compares two texts, known to differ in their bytes, by their first differing line and column (both from 1). */
export function compareText(legacy: Uint8Array, candidate: Uint8Array, context: TextContext): void {
  const { root } = context.rules;
  const at = context.equalUntil;
  const isShort = Math.max(legacy.length, candidate.length) <= decodedBytesMax;
  const left = isShort ? decodeUtf8(legacy, 0, legacy.length) : null;
  const right = isShort ? decodeUtf8(candidate, 0, candidate.length) : null;
  const both = left !== null && right !== null;
  const allowing =
    root.ignoring.length > 0 || !both
      ? root.ignoring
      : allowingRules(root.selecting, { type: 'string', text: left }, { type: 'string', text: right });
  for (const rule of allowing) context.findings.hit(rule.id);
  if (allowing.length > 0) return;
  context.findings.add({
    place: 'body',
    path: textPath(legacy, at),
    kind: 'value',
    why: both ? whyTextsDiffer(left, right) : null,
    legacy: showBytes(legacy, lineStart(legacy, at), legacy.length),
    candidate: showBytes(candidate, lineStart(candidate, at), candidate.length),
  });
}

/** Compares two bodies of which nothing is known but their bytes. */
export function compareBytes(legacy: Uint8Array, candidate: Uint8Array, context: TextContext): void {
  const { ignoring } = context.rules.root;
  for (const rule of ignoring) context.findings.hit(rule.id);
  if (ignoring.length > 0) return;
  const at = context.equalUntil;
  context.findings.add({
    place: 'body',
    path: clipPath(`offset ${at}`),
    kind: legacy.length === candidate.length ? 'value' : 'length',
    why: null,
    legacy: showHex(legacy, at),
    candidate: showHex(candidate, at),
  });
}

export function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

/** Columns count UTF-16 units of the part that both have in common. */
function textPath(bytes: Uint8Array, at: number): string {
  let line = 1;
  for (let offset = 0; offset < at; offset += 1) if (bytes[offset] === 0x0a) line += 1;
  const start = lineStart(bytes, at);
  let from = at;
  // The first differing byte may stand inside a character.
  while (from > start && ((bytes[from] ?? 0) & 0xc0) === 0x80) from -= 1;
  return `line ${line}, column ${decodeUtf8(bytes, start, from).length + 1}`;
}

function lineStart(bytes: Uint8Array, at: number): number {
  return at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1;
}

function showHex(bytes: Uint8Array, at: number): string {
  const shown = [...bytes.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0'));
  return showText(
    `${bytes.length} bytes, from here: ${shown.join(' ')}${bytes.length > at + 16 ? ' …' : ''}`,
  );
}
