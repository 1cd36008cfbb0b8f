import { signatureKey } from '@delta-guard/compare';
import type { Signature } from '@delta-guard/protocol';
import type { Context } from './context.ts';
import { redactMemberName } from './member-name.ts';
import { Placeholders } from './placeholders.ts';
import { redactName } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

/** One step of a path as it is written, and the member it names; null where it is an index. */
interface Segment {
  written: string;
  name: string | null;
}

const segment = /\.([^.[]*)|\['((?:[^'\\]|\\.)*)'?\]?|\[[^\]]*\]?|…/gs;
const escapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r' };

/** The names of members on a path such as `$.a['b.c'][0]`. */
export function namesOf(path: string): string[] {
  return segmentsOf(path).flatMap(({ name }) => (name === null ? [] : [name]));
}

/** A path of a body with the same placeholders in it as the names in the body. */
export function redactPath(path: string, context: Context): string {
  return mapNames(path, (name, isInSecret, written) => {
    const safe = redactMemberName(name, isInSecret, context);
    return safe === name ? written : `['${safe}']`;
  });
}

/**
 * Signatures as they may leave the proxy: names of members, headers and cookies that hold secrets are folded, so that
 * a signature is the same in all deltas. Those that are alike then are one.
 */
export function redactSignatures(signatures: readonly Signature[]): Signature[] {
  const safe = signatures.map(redactSignature);
  if (safe.every((one, at) => one === signatures[at])) return safe;
  return [...new Map(safe.map((one) => [signatureKey(one), one])).values()];
}

function redactSignature(signature: Signature): Signature {
  const { path, place } = signature;
  const context = { placeholders: new Placeholders(), depth: 0 };
  const safe =
    place === 'body'
      ? mapNames(path, (name, isInSecret, written) =>
          redactMemberName(name, isInSecret, context) === name ? written : '[*]',
        )
      : redactName(path, context) === path
        ? path
        : '[*]';
  return safe === path ? signature : { ...signature, path: safe };
}

function mapNames(path: string, map: (name: string, isInSecret: boolean, written: string) => string): string {
  if (!path.startsWith('$')) return path;
  let isInSecret = false;
  let mapped = '$';
  for (const { name, written } of segmentsOf(path)) {
    mapped += name === null ? written : map(name, isInSecret, written);
    isInSecret ||= name !== null && secretLabel(name) !== null;
  }
  return mapped;
}

function segmentsOf(path: string): Segment[] {
  if (!path.startsWith('$')) return [];
  return [...path.slice(1).matchAll(segment)].map(([written, plain, quoted]) => ({
    written,
    name: plain ?? (quoted === undefined ? null : unescaped(quoted)),
  }));
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gs, (_, hex?: string, other = '') =>
    hex === undefined ? (escapes[other] ?? other) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
