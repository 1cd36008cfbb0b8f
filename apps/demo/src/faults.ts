/** What can be wrong with the candidate; README.md says what each does. */
export const faultNames = ['timezone', 'amounts', 'staleCache', 'requestId', 'slow'] as const;
export type FaultName = (typeof faultNames)[number];

/** True is on. Both servers read it at each request, so that a switch counts from the next one. */
export type Faults = Record<FaultName, boolean>;

export function allFaults(on: boolean): Faults {
  return { timezone: on, amounts: on, staleCache: on, requestId: on, slow: on };
}

export function isFaultName(name: string): name is FaultName {
  return faultNames.some((known) => known === name);
}
