/** What a person has to know of a spool beside its size; null where it is safe on its disk. */
export function spoolWarning({ spoolDurable }: { spoolDurable: boolean }): string | null {
  if (spoolDurable) return null;
  return 'Its disk cannot be written: what waits is in memory only, and lost if it is killed.';
}
