import { z } from 'zod';

/** Why somebody did something, in his own words. */
export const reasonInput = z
  .string()
  .trim()
  .min(1, 'say why')
  .max(500)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'holds characters that cannot be kept');
