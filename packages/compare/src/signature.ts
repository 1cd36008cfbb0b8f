import type { Difference, Signature } from './difference.ts';
import { generalisePath } from './path/generalise-path.ts';

export function signatureOf(difference: Difference): Signature {
  const path = difference.place === 'body' ? generalisePath(difference.path) : difference.path;
  return { place: difference.place, path, kind: difference.kind, why: difference.why };
}

/** One text per signature, the same in every version; none of the words holds a blank. */
export function signatureKey(signature: Signature): string {
  return `${signature.place} ${signature.kind} ${signature.why ?? '-'} ${signature.path}`;
}

/** The signatures of differences, each once, in the order they are first seen. */
export function signaturesOf(differences: readonly Difference[]): Signature[] {
  if (differences.length === 1) return differences.map(signatureOf);
  const seen = new Map<string, Signature>();
  for (const difference of differences) {
    const signature = signatureOf(difference);
    const key = signatureKey(signature);
    if (!seen.has(key)) seen.set(key, signature);
  }
  return [...seen.values()];
}
