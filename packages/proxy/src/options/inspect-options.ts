import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { Certificates } from '../tls/certificates.ts';
import { loadRequestRules } from '../upstream/load-request-rules.ts';

const silent = pino({ level: 'silent' });

/** Looks at the files that options name. Throws `OptionsError` with every one that cannot be used. */
export async function inspectOptions(options: ParsedOptions): Promise<void> {
  const mistakes: string[] = [];
  if (options.tokenFile !== undefined && !(await isReadable(options.tokenFile))) {
    mistakes.push(`tokenFile: ${options.tokenFile} cannot be read`);
  }
  mistakes.push(...(await mistakesOf(() => Certificates.load(options, silent))));
  mistakes.push(...(await mistakesOf(() => loadRequestRules(options))));
  if (mistakes.length > 0) throw new OptionsError(mistakes);
}

async function mistakesOf(load: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await load();
    return [];
  } catch (error) {
    if (error instanceof OptionsError) return error.mistakes;
    throw error;
  }
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await readFile(file);
    return true;
  } catch {
    return false;
  }
}
