import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';

/** The token in a file, as it is now; null, and logged, where it cannot be read. */
export async function readToken(tokenFile: string, log: Logger): Promise<string | null> {
  try {
    return (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    log.error({ tokenFile, err: error }, 'the token cannot be read');
    return null;
  }
}
