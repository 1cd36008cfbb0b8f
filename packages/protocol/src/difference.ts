import { z } from 'zod';
import { limits } from './limits.ts';
import { differenceKinds, differencePlaces, differenceWhys } from './words.ts';

/** What differences are grouped by: one (generalised path, kind, why) at one place. */
export const signatureSchema = z.strictObject({
  place: z.enum(differencePlaces),
  path: z.string().max(limits.pathLengthMax),
  kind: z.enum(differenceKinds),
  why: z.enum(differenceWhys).nullable(),
});
export type Signature = z.infer<typeof signatureSchema>;

/** Stands for the value of a difference where there was one that is not kept. */
export const valueNotKept = '[not kept]';

const value = z.string().max(limits.valueLengthMax).nullable();

/** One place where two responses differ; values are JSON text in JSON bodies, raw text elsewhere, null where absent. */
export const differenceSchema = z.strictObject({
  place: z.enum(differencePlaces),
  path: z.string().max(limits.pathLengthMax),
  kind: z.enum(differenceKinds),
  why: z.enum(differenceWhys).nullable(),
  legacy: value,
  candidate: value,
});
export type Difference = z.infer<typeof differenceSchema>;
