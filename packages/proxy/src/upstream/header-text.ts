import { readFile } from 'node:fs/promises';
import { environmentVariable } from '../environment.ts';
import type { HeaderValue } from '../options/header-options.ts';
import { unreadable } from '../options/unreadable.ts';

/** A header's value with its secrets in the place of their names, and why it cannot be used, as far as it cannot. */
export async function headerText(value: HeaderValue): Promise<{ text: string; mistakes: string[] }> {
  const mistakes: string[] = [];
  const miss = (why: string) => mistakes.push(why);
  const text = typeof value === 'string' ? fromEnvironment(value, miss) : await fromFile(value.file, miss);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a header.
  if (/[\0-\x08\x0a-\x1f\x7f]|[^\0-\xff]/.test(text)) miss('holds what a header cannot hold');
  return { text, mistakes };
}

/** `$${` stands for `${` itself. */
function fromEnvironment(text: string, miss: (why: string) => void): string {
  return text.replaceAll(/\$\$\{|\$\{([^}]*)\}/g, (_, name: string | undefined) => {
    if (name === undefined) return '${';
    const value = environmentVariable(name);
    if (value === undefined) miss(`${name} is not set in the environment: set it, or name a file instead`);
    return value ?? '';
  });
}

async function fromFile(name: string, miss: (why: string) => void): Promise<string> {
  try {
    return (await readFile(name, 'utf8')).trimEnd();
  } catch (error) {
    miss(unreadable(name, error));
    return '';
  }
}
