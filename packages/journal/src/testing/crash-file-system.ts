import path from 'node:path';
import type { JournalFile, JournalFileSystem, OpenHow } from '../file-system.ts';

const sectorBytes = 512;

interface Inode {
  content: Buffer;
  /** What a crash leaves for sure. */
  durable: Buffer;
  /** Since the last sync. */
  unsynced: ({ position: number; bytes: Buffer } | { length: number })[];
}

type NameChange = { name: string; inode: Inode | null };

/** A disk in memory that keeps apart what was synced from what a crash may keep, tear or drop. */
export class CrashFileSystem implements JournalFileSystem {
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #unsyncedNames: NameChange[][] = [];

  async makeDirectory(): Promise<void> {}

  async list(directory: string): Promise<string[]> {
    return [...this.#names.keys()]
      .filter((name) => path.dirname(name) === directory)
      .map((name) => path.basename(name));
  }

  async open(file: string, how: OpenHow): Promise<JournalFile> {
    const known = this.#names.get(file);
    if (how === 'create') {
      if (known !== undefined) throw systemError('EEXIST', file);
      const inode: Inode = { content: Buffer.alloc(0), durable: Buffer.alloc(0), unsynced: [] };
      this.#change([{ name: file, inode }]);
      return openFile(inode);
    }
    if (known === undefined) throw systemError('ENOENT', file);
    return how === 'synced' ? openSynced(known) : openFile(known);
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#names.get(from);
    if (inode === undefined) throw systemError('ENOENT', from);
    this.#change([
      { name: from, inode: null },
      { name: to, inode },
    ]);
  }

  async remove(file: string): Promise<void> {
    if (!this.#names.has(file)) throw systemError('ENOENT', file);
    this.#change([{ name: file, inode: null }]);
  }

  async syncDirectory(): Promise<void> {
    this.#durableNames = new Map(this.#names);
    this.#unsyncedNames = [];
  }

  /** What is left after the power went: each unsynced sector by chance, changes of names up to some point. */
  crash(chance: () => number): void {
    const kept = Math.floor(chance() * (this.#unsyncedNames.length + 1));
    const names = new Map(this.#durableNames);
    for (const changes of this.#unsyncedNames.slice(0, kept)) apply(names, changes);
    const survivors = new Map<Inode, Inode>();
    for (const inode of names.values()) survivors.set(inode, afterCrash(inode, chance));
    this.#names = new Map([...names].map(([name, inode]) => [name, survivors.get(inode) ?? inode]));
    this.#durableNames = new Map(this.#names);
    this.#unsyncedNames = [];
  }

  #change(changes: NameChange[]): void {
    apply(this.#names, changes);
    this.#unsyncedNames.push(changes);
  }
}

export function systemError(code: string, where: string): Error {
  return Object.assign(new Error(`${code}: planted, ${where}`), { code });
}

/** As Linux does when a sync fails: what was to be written is dropped, and the next sync knows nothing of it. */
export function loseUnsynced(file: JournalFile): void {
  inodes.get(file)?.unsynced.splice(0);
}

const inodes = new WeakMap<JournalFile, Inode>();

function openFile(inode: Inode): JournalFile {
  const file: JournalFile = {
    async write(bytes, position) {
      const taken = Buffer.from(bytes);
      inode.content = written(inode.content, position, taken);
      inode.unsynced.push({ position, bytes: taken });
      return taken.length;
    },
    async read(into, position) {
      return inode.content.copy(into, 0, position);
    },
    async sync() {
      for (const change of inode.unsynced) inode.durable = changed(inode.durable, change);
      inode.unsynced = [];
    },
    async truncate(length) {
      inode.content = resized(inode.content, length);
      inode.unsynced.push({ length });
    },
    size: async () => inode.content.length,
    async close() {},
  };
  inodes.set(file, inode);
  return file;
}

/** Only what a write took becomes safe with it; what was written before on another way stays as it is. */
function openSynced(inode: Inode): JournalFile {
  const file: JournalFile = {
    ...openFile(inode),
    async write(bytes, position) {
      const taken = Buffer.from(bytes);
      if (inode.unsynced.some((change) => 'length' in change)) throw new Error('a length is not synced');
      inode.content = written(inode.content, position, taken);
      inode.durable = written(inode.durable, position, taken);
      inode.unsynced = inode.unsynced.flatMap((change) => outside(change, position, position + taken.length));
      return taken.length;
    },
  };
  inodes.set(file, inode);
  return file;
}

/** What is left of a change beside a range. */
function outside(change: Inode['unsynced'][number], from: number, to: number): Inode['unsynced'] {
  if ('length' in change) return [change];
  const { position, bytes } = change;
  const before = bytes.subarray(0, Math.max(0, from - position));
  const after = bytes.subarray(Math.min(bytes.length, Math.max(0, to - position)));
  return [
    { position, bytes: before },
    { position: position + bytes.length - after.length, bytes: after },
  ].filter((part) => part.bytes.length > 0);
}

function afterCrash({ durable, unsynced }: Inode, chance: () => number): Inode {
  const odds = [0, 0.5, 1][Math.floor(chance() * 3)] ?? 0;
  let content = durable;
  for (const change of unsynced) {
    if ('length' in change) {
      if (chance() < odds) content = resized(content, change.length);
      continue;
    }
    for (let at = 0; at < change.bytes.length; at += sectorBytes) {
      const sector = change.bytes.subarray(at, at + sectorBytes);
      if (chance() < odds) content = written(content, change.position + at, sector);
    }
  }
  return { content, durable: content, unsynced: [] };
}

function changed(content: Buffer, change: Inode['unsynced'][number]): Buffer {
  return 'length' in change
    ? resized(content, change.length)
    : written(content, change.position, change.bytes);
}

function written(content: Buffer, position: number, bytes: Buffer): Buffer {
  const next = resized(content, Math.max(content.length, position + bytes.length));
  bytes.copy(next, position);
  return next;
}

function resized(content: Buffer, length: number): Buffer {
  const next = Buffer.alloc(length);
  content.copy(next);
  return next;
}

function apply(names: Map<string, Inode>, changes: readonly NameChange[]): void {
  for (const { name, inode } of changes) {
    if (inode === null) names.delete(name);
    else names.set(name, inode);
  }
}
