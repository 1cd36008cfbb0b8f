import { type ReadJson, readJson } from '../json/read-json.ts';
import { showBytes, showText } from '../show-value.ts';
import type { BodyContext, GaveUp } from './body-context.ts';
import { compareBytes, compareText, isText } from './compare-text.ts';
import { TreeComparison } from './compare-trees.ts';

/** Compares two JSON texts whose bytes differ. Where neither is JSON, bytes decide. */
export function compareJson(legacy: Uint8Array, candidate: Uint8Array, context: BodyContext): GaveUp {
  const left = readJson(legacy, context.limits);
  const right = readJson(candidate, context.limits);
  if (left.ok && right.ok) {
    const { root } = context.rules;
    new TreeComparison(legacy, candidate, context.findings).compare(left.root, right.root, root, '$');
    return null;
  }
  if ((!left.ok && left.tooDeep) || (!right.ok && right.tooDeep)) return 'tooDeep';
  if (!left.ok && !right.ok) {
    if (isText(legacy) && isText(candidate)) compareText(legacy, candidate, context);
    else compareBytes(legacy, candidate, context);
    return null;
  }
  addInvalid(legacy, candidate, left, right, context);
  return null;
}

function addInvalid(
  legacy: Uint8Array,
  candidate: Uint8Array,
  left: ReadJson,
  right: ReadJson,
  { rules, findings }: BodyContext,
): void {
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  const position = left.ok ? (right.ok ? 0 : right.position) : left.position;
  const show = (bytes: Uint8Array, read: ReadJson) =>
    read.ok
      ? showBytes(bytes, 0, bytes.length)
      : showText(`${read.message} at offset ${read.position}: ${showBytes(bytes, position, bytes.length)}`);
  findings.add({
    place: 'body',
    path: `offset ${position}`,
    kind: 'invalid',
    why: null,
    legacy: show(legacy, left),
    candidate: show(candidate, right),
  });
}
