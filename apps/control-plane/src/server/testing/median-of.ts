/** What a promise in time is held to where others may take the machine away for a moment: it says nothing of the worst. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
