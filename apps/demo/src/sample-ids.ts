/** Which ids the sample holds: the seed makes them, the traffic asks for them. */
export const accountIds = ids(1001, 300);
export const statementIds = ids(20_001, 1_200);
export const reportIds = ids(501, 60);
export const branchIds = ids(11, 12);

/**
 * Writes touch these accounts only, and of the reads only the balance asks for them: the other routes can then
 * differ by their faults alone, never because a write fell between the two reads.
 */
export const hotAccountIds = accountIds.slice(0, 8);
export const coldAccountIds = accountIds.slice(8);

function ids(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(first + index));
}
