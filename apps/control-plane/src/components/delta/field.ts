import type { RulePlace } from '@delta-guard/protocol';

/** A field that someone clicked on: where a rule for it would apply, and what both sides have there. */
export interface Field {
  place: RulePlace;
  legacy: string | null;
  candidate: string | null;
  anchor: HTMLElement;
}

export type OnField = (field: Field) => void;
