/** What a guard saw, without the sentence that explains its alarm: enough to know where to look. */
export function alarmInShort(reason: string): string {
  const [seen = reason] = reason.split(': ');
  return `${seen.replace(/\.$/, '')}.`;
}
