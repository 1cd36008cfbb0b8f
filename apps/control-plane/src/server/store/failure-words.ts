/** What went wrong, for people: of a statement that the database refused, only what the database said. */
export function failureWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /Raw query failed\. Code: `[^`]*`\. Message: `([\s\S]*)`/.exec(message)?.[1] ?? message;
}
