import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type JournalFileSystem, nodeFileSystem } from '@delta-guard/journal';
import { FaultyFileSystem } from '@delta-guard/journal/testing';

const run = promisify(execFile);

/** A disk that fills up: a real one of 4 MiB where this user may mount it, else one on which the fault is planted. */
export interface SmallDisk {
  fs: JournalFileSystem;
  /** Does nothing where the disk fills up by itself. */
  fillUp(): void;
  makeRoom(): Promise<void>;
  close(): Promise<void>;
}

export async function smallDisk(folder: string): Promise<SmallDisk> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  } catch {
    return plantedDisk();
  }
  return {
    fs: nodeFileSystem,
    fillUp: () => {},
    makeRoom: async () => {
      await run('mount', ['-o', 'remount,size=64m', folder]);
    },
    close: async () => {
      await run('umount', ['--lazy', folder]);
    },
  };
}

function plantedDisk(): SmallDisk {
  const fs = new FaultyFileSystem(nodeFileSystem);
  return {
    fs,
    fillUp: () => {
      fs.failing = 'ENOSPC';
    },
    makeRoom: async () => {
      fs.failing = null;
    },
    close: async () => {},
  };
}
