/** The next share of clients on the candidate; null from the last one, where the way goes on to `live`. */
export function nextCanaryShare(share: number | null, shares: readonly number[]): number | null {
  return shares.find((each) => each > (share ?? 0)) ?? null;
}
