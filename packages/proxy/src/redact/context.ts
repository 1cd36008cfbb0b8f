import type { Placeholders } from './placeholders.ts';

/** What every step of a redaction is told. */
export interface Context {
  placeholders: Placeholders;
  /** Texts inside texts: JSON in a JSON string, a URL in a query. */
  depth: number;
}

/** Texts inside texts are looked into up to here, so that the work stays linear. */
export const depthMax = 5;

export function deeper({ placeholders, depth }: Context): Context {
  return { placeholders, depth: depth + 1 };
}
