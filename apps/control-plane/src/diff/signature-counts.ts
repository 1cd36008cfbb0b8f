import { generalisePath, signatureKey } from '@delta-guard/compare';
import type { Difference, Signature } from '@delta-guard/protocol';

export interface SignatureCount {
  signature: Signature;
  count: number;
}

/** The differences of one delta by signature, most frequent first. */
export function countBySignature(differences: readonly Difference[]): SignatureCount[] {
  const counts = new Map<string, SignatureCount>();
  for (const { place, path, kind, why } of differences) {
    const signature = { place, path: place === 'body' ? generalisePath(path) : path, kind, why };
    const known = counts.get(signatureKey(signature));
    if (known) known.count += 1;
    else counts.set(signatureKey(signature), { signature, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
