import { z } from 'zod';
import { nearest } from './nearest.ts';

/** An object that takes these keys only; each other one is a mistake of its own line, with what may have been meant. */
export function knownKeys<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownKey(key, names)).join('\n') : null,
  });
}

function unknownKey(key: string, names: readonly string[]): string {
  const meant = nearest(key, names);
  return meant === null ? 'is not known' : `is not known; did you mean ${meant}?`;
}
