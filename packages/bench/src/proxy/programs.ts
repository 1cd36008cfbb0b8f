import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Programs that a run can use, each with the folders it may lie in beside those of PATH. */
const wanted = {
  nginx: ['/usr/sbin', '/usr/local/sbin'],
  wrk: [],
  go: ['/usr/local/go/bin'],
  taskset: [],
} as const;

type ProgramName = keyof typeof wanted;

/** Where each program is, or null where this machine has none. */
export type Programs = Readonly<Record<ProgramName, string | null>>;

export function findPrograms(searchPath: string): Programs {
  const folders = searchPath.split(path.delimiter);
  const find = (name: ProgramName) =>
    [...folders, ...wanted[name]].map((folder) => path.join(folder, name)).find(isExecutable) ?? null;
  return { nginx: find('nginx'), wrk: find('wrk'), go: find('go'), taskset: find('taskset') };
}

/** What a run lacks on this machine, in words; nothing is left out silently. */
export function missingNotes({ nginx, wrk, go, taskset }: Programs): string[] {
  const notes: string[] = [];
  if (nginx === null) notes.push('nginx is not installed: the peers nginx and nginx-plain are left out');
  if (go === null) notes.push('no Go toolchain: the peer go is left out');
  if (wrk === null) notes.push('wrk is not installed: the load comes from a Node program');
  if (taskset === null) notes.push('taskset is not installed: nothing is pinned to a core');
  return notes;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
