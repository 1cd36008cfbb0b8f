import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FolderLock } from '@delta-guard/journal';
import { endedName } from './spool-store.ts';

/** On the disk, this instance's share of it where several share the folder. */
export interface LeftBytes {
  /** Spools of earlier runs that are sent, or wait for it. */
  waiting: number;
  /** Spools that were moved aside and are left to a person. */
  aside: number;
}

export interface FolderRoomOptions {
  /** Folder of all spools. */
  directory: string;
  own: { readonly id: string; limitTo(bytesMax: number): void };
  /** What this instance may use of the folder. */
  bytesMax: number;
  /** Instances that use the folder at the same time, this one included. */
  sharers: number;
}

const spoolPattern = /^[0-9a-f]{32}$/;
const asidePattern = /^[0-9a-f]{32}\.(?:damaged|sealed)$/;

/** Keeps the folder of spools within its bound: what earlier runs left takes room from the present one. */
export class FolderRoom {
  readonly #options: FolderRoomOptions;
  #left: LeftBytes = { waiting: 0, aside: 0 };

  constructor(options: FolderRoomOptions) {
    this.#options = options;
  }

  get left(): LeftBytes {
    return this.#left;
  }

  /** Looks at what lies there. `adopted` are those that this instance sends. Never fails: what cannot be read takes no room. */
  async measure(adopted: ReadonlySet<string>): Promise<void> {
    const { directory, own, bytesMax, sharers } = this.#options;
    const sum: LeftBytes = { waiting: 0, aside: 0 };
    for (const name of await namesIn(directory)) {
      const folder = path.join(directory, name);
      if (asidePattern.test(name)) sum.aside += await bytesIn(folder);
      else if (!spoolPattern.test(name) || name === own.id) continue;
      else if (adopted.has(name) || (await isOfEarlierRun(folder))) sum.waiting += await bytesIn(folder);
    }
    this.#left = { waiting: Math.ceil(sum.waiting / sharers), aside: Math.ceil(sum.aside / sharers) };
    own.limitTo(bytesMax - this.#left.waiting - this.#left.aside);
  }
}

/** One that another process has and that did not end is that process's own: its room is its own share. */
async function isOfEarlierRun(folder: string): Promise<boolean> {
  if ((await namesIn(folder)).includes(endedName)) return true;
  return !(await FolderLock.isHeld(folder).catch(() => true));
}

/** Of the files in a folder and in those below it. */
async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await stat(path.join(entry.parentPath, entry.name)).catch(() => null);
    sum += found?.size ?? 0;
  }
  return sum;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
