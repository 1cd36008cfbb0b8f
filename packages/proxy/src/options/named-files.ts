import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readTlsMaterial } from '../tls/tls-material.ts';
import { errorCode } from '../upstream/call-failure.ts';
import { headerText } from '../upstream/header-text.ts';
import { headerValue } from './header-options.ts';
import { type Mistake, textAt, valueAt } from './mistake.ts';
import { unreadable } from './unreadable.ts';

const upstreams = ['legacy', 'candidate', 'control'] as const;

/** What is wrong with the files, folders and variables that options name, even where other options cannot be used. */
export async function namedMistakes(options: unknown): Promise<Mistake[]> {
  const mistakes = [
    tokenMistakes(options),
    tlsMistakes(options, ['tls'], 'clientCa'),
    ...upstreams.flatMap((name) => [
      tlsMistakes(options, [name, 'tls'], 'ca'),
      headerMistakes(options, [name, 'headers', 'set']),
      headerMistakes(options, [name, 'headers', 'add']),
    ]),
    folderMistakes(options, ['dataDir']),
    folderMistakes(options, ['spoolDir']),
  ];
  return (await Promise.all(mistakes)).flat();
}

async function tokenMistakes(options: unknown): Promise<Mistake[]> {
  const at = ['tokenFile'];
  const name = textAt(options, at);
  if (name === null) return [];
  try {
    if ((await readFile(name, 'utf8')).trim() !== '') return [];
    return [{ path: at, message: `${name} is empty: it has to hold the token of the control plane` }];
  } catch (error) {
    return [{ path: at, message: unreadable(name, error) }];
  }
}

async function tlsMistakes(options: unknown, at: readonly string[], caName: string): Promise<Mistake[]> {
  const files = (['cert', 'key', 'ca'] as const).flatMap((part) => {
    const name = textAt(options, [...at, part === 'ca' ? caName : part]);
    return name === null ? [] : [[part, name] as const];
  });
  const read = await readTlsMaterial(Object.fromEntries(files));
  if (read.ok) return [];
  return read.mistakes.map(({ part, reason }) => ({
    path: [...at, part === 'ca' ? caName : part],
    message: reason,
  }));
}

async function headerMistakes(options: unknown, at: readonly string[]): Promise<Mistake[]> {
  const values = valueAt(options, at);
  if (typeof values !== 'object' || values === null) return [];
  const mistakes = Object.entries(values).map(async ([name, given]) => {
    const value = headerValue.safeParse(given);
    if (!value.success) return [];
    const { mistakes } = await headerText(value.data);
    return mistakes.map((message) => ({ path: [...at, name], message }));
  });
  return (await Promise.all(mistakes)).flat();
}

/** A folder that is not there yet is made at the start: then the nearest one above it counts. */
async function folderMistakes(options: unknown, at: readonly string[]): Promise<Mistake[]> {
  const name = textAt(options, at);
  const why = name === null ? null : await unusable(path.resolve(name));
  return why === null ? [] : [{ path: at, message: `${name} cannot be used: ${why}` }];
}

async function unusable(folder: string): Promise<string | null> {
  try {
    if (!(await stat(folder)).isDirectory()) return `${folder} is a file, and a folder is needed`;
    await access(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const above = path.dirname(folder);
    const code = errorCode(error);
    if ((code === 'ENOENT' || code === 'ENOTDIR') && above !== folder) return unusable(above);
    return `this user may not write to ${folder}`;
  }
}
