import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { Certificates } from '../tls/certificates.ts';

const silent = pino({ level: 'silent' });

/** Looks at the files that options name. Throws `OptionsError` with every one that cannot be used. */
export async function inspectOptions(options: ParsedOptions): Promise<void> {
  const mistakes: string[] = [];
  if (options.tokenFile !== undefined && !(await isReadable(options.tokenFile))) {
    mistakes.push(`tokenFile: ${options.tokenFile} cannot be read`);
  }
  try {
    await Certificates.load(options, silent);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    mistakes.push(...error.mistakes);
  }
  if (mistakes.length > 0) throw new OptionsError(mistakes);
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch {
    return false;
  }
}
