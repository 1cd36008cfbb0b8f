/** Something wrong with an option; `path` is where it stands in the file. */
export interface Mistake {
  path: readonly PropertyKey[];
  /** What is wrong, and what to do. */
  message: string;
}

/** What stands at this path, whatever the options look like around it. */
export function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  let value = options;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

/** The same where it is text that says something, else null. */
export function textAt(options: unknown, path: readonly PropertyKey[]): string | null {
  const value = valueAt(options, path);
  return typeof value === 'string' && value !== '' ? value : null;
}
