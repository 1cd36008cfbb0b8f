import { z } from 'zod';

/** Why somebody did something, in his own words. */
export const reasonInput = keptText().min(1, 'say why');

/** The same where haste counts more than words: it may be left out. */
export const reasonOrNone = keptText()
  .default('')
  .transform((text) => text || 'no reason given');

function keptText() {
  return z
    .string()
    .trim()
    .max(500)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'holds characters that cannot be kept');
}
