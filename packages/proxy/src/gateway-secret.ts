import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OptionsError, type ParsedOptions } from './options.ts';

/** What the instances of a gateway share, derived from their token; without one, each instance is alone. */
export async function gatewaySecret({ tokenFile, controlUrl }: ParsedOptions): Promise<Buffer> {
  if (tokenFile === undefined || controlUrl === undefined) return randomBytes(32);
  try {
    return createHash('sha256')
      .update('delta-guard gateway\0')
      .update((await readFile(tokenFile, 'utf8')).trim())
      .digest();
  } catch {
    throw new OptionsError([`tokenFile: ${tokenFile} cannot be read`]);
  }
}
