import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { Certificates } from '../tls/certificates.ts';
import { loadRequestRules } from '../upstream/load-request-rules.ts';

const silent = pino({ level: 'silent' });

/** Looks at the files that options name. Throws `OptionsError` with every one that cannot be used, by the name of its option. */
export async function inspectOptions(
  options: ParsedOptions,
  nameOf: (path: readonly PropertyKey[]) => string,
): Promise<void> {
  const mistakes: string[] = [];
  if (options.tokenFile !== undefined && !(await isReadable(options.tokenFile))) {
    mistakes.push(`tokenFile: ${options.tokenFile} cannot be read`);
  }
  mistakes.push(...(await mistakesOf(() => Certificates.load(options, silent))));
  mistakes.push(...(await mistakesOf(() => loadRequestRules(options))));
  if (mistakes.length > 0) throw new OptionsError(mistakes.map((mistake) => located(mistake, nameOf)));
}

function located(mistake: string, nameOf: (path: readonly PropertyKey[]) => string): string {
  const end = mistake.indexOf(': ');
  return `${nameOf(mistake.slice(0, end).split('.'))}${mistake.slice(end)}`;
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
