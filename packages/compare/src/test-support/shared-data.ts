import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Public test data, which is not part of the project: beside the repository. */
const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

/** Where a suite lies, null where there is no ../shared/data. */
export function sharedData(suite: string): string | null {
  const path = `${folder}${suite}`;
  return existsSync(path) ? path : null;
}

export const absentData = 'skipped: no ../shared/data';
