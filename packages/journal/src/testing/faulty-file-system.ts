import type { JournalFile, JournalFileSystem, OpenHow } from '../file-system.ts';
import { loseUnsynced, systemError } from './crash-file-system.ts';

export type PlannedFault = 'EIO' | 'ENOSPC' | 'shortWrite' | 'powerCut';

/** A file system that misbehaves when it is told to, around one that works. */
export class FaultyFileSystem implements JournalFileSystem {
  readonly #inner: JournalFileSystem;
  /** Calls so far that change the disk. */
  calls = 0;
  /** The call, counted from 1, at which the fault comes; never where it is 0. */
  failAt = 0;
  fault: PlannedFault = 'EIO';
  /** While set, each write, creation and change of name fails with this code. */
  failing: 'EIO' | 'ENOSPC' | null = null;
  #dead = false;

  constructor(inner: JournalFileSystem) {
    this.#inner = inner;
  }

  /** Nothing that is still under way reaches the disk any more. */
  cutPower(): void {
    this.#dead = true;
  }

  makeDirectory = (directory: string) => this.#inner.makeDirectory(directory);
  list = (directory: string) => this.#inner.list(directory);

  async open(file: string, how: OpenHow): Promise<JournalFile> {
    if (how === 'create') this.#step(file);
    const opened = await this.#inner.open(file, how);
    if (how !== 'synced') return this.#around(opened, file);
    return this.#aroundSynced({ synced: opened, plain: await this.#inner.open(file, 'existing') }, file);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step(from);
    await this.#inner.rename(from, to);
  }

  async remove(file: string): Promise<void> {
    this.#step(file);
    await this.#inner.remove(file);
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#step(directory);
    await this.#inner.syncDirectory(directory);
  }

  #around(file: JournalFile, name: string): JournalFile {
    return {
      read: (into, position) => file.read(into, position),
      size: () => file.size(),
      close: () => file.close(),
      write: async (bytes, position) => {
        const isNow = this.#isNow;
        const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
        try {
          this.#step(name);
        } catch (error) {
          // A disk that fills up takes what still fits.
          if (isNow && this.fault === 'ENOSPC') await file.write(half, position);
          throw error;
        }
        return file.write(isNow && this.fault === 'shortWrite' ? half : bytes, position);
      },
      sync: async () => {
        try {
          this.#step(name);
        } catch (error) {
          if (!this.#dead) loseUnsynced(file);
          throw error;
        }
        await file.sync();
      },
      truncate: async (length) => {
        this.#step(name);
        await file.truncate(length);
      },
    };
  }

  /** Of a synced write that fails any part may be on the disk; after an error the system knows nothing of it any more. */
  #aroundSynced({ synced, plain }: { synced: JournalFile; plain: JournalFile }, name: string): JournalFile {
    return {
      ...this.#around(synced, name),
      close: async () => {
        await synced.close();
        await plain.close();
      },
      write: async (bytes, position) => {
        const isNow = this.#isNow;
        const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
        try {
          this.#step(name);
        } catch (error) {
          if (isNow) await plain.write(this.fault === 'ENOSPC' ? half : bytes, position);
          if (isNow && this.fault === 'EIO') loseUnsynced(plain);
          throw error;
        }
        return synced.write(isNow && this.fault === 'shortWrite' ? half : bytes, position);
      },
    };
  }

  get #isNow(): boolean {
    return !this.#dead && this.failing === null && this.calls + 1 === this.failAt;
  }

  #step(where: string): void {
    if (this.#dead) throw systemError('EIO', 'the power is gone');
    if (this.failing !== null) throw systemError(this.failing, where);
    this.calls += 1;
    if (this.calls !== this.failAt || this.fault === 'shortWrite') return;
    if (this.fault === 'powerCut') {
      this.#dead = true;
      throw systemError('EIO', 'the power is gone');
    }
    throw systemError(this.fault, where);
  }
}
