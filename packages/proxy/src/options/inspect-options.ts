import { readFile } from 'node:fs/promises';
import { OptionsError, type ParsedOptions } from '../options.ts';

/** Looks at the files that options name. Throws `OptionsError` with every one that cannot be used. */
export async function inspectOptions(options: ParsedOptions): Promise<void> {
  const mistakes: string[] = [];
  if (options.tokenFile !== undefined && !(await isReadable(options.tokenFile))) {
    mistakes.push(`tokenFile: ${options.tokenFile} cannot be read`);
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
