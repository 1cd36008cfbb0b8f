/** Who may ask for a move: a person, the guard on an alarm, or automatic advance where a route allows it. */
export const actors = ['operator', 'guard', 'automatic'] as const;
export type Actor = (typeof actors)[number];
