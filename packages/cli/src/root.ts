import { fileURLToPath } from 'node:url';

/** Where Delta Guard itself lies. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
