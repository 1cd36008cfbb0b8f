import { type Signature, signatureSchema } from '@delta-guard/protocol';
import { fromStoredText } from './text.ts';

/** A signature as the wire has it, from its columns. */
export function toSignature(row: {
  place: string;
  path: string;
  kind: string;
  why: string | null;
}): Signature {
  const { place, path, kind, why } = row;
  return signatureSchema.parse({ place, path: fromStoredText(path), kind, why });
}
