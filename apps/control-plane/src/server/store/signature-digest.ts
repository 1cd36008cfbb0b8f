import { createHash } from 'node:crypto';
import type { Signature } from '@delta-guard/protocol';

/** Tells signatures of a route apart, however long their paths. */
export function signatureDigest(signature: Signature): string {
  const { place, path, kind, why } = signature;
  return createHash('sha256')
    .update(JSON.stringify([place, path, kind, why]))
    .digest('hex');
}

/** Tells templates of a gateway apart, however long. */
export function templateDigest(template: string): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex');
}
