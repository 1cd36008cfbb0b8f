import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { JournalFile, JournalFileSystem } from './file-system.ts';

/** Write and sync in one call. Other systems either lack it or leave the disk's own cache alone. */
const syncedFlags = process.platform === 'linux' ? constants.O_RDWR | constants.O_DSYNC : null;

/** The disk. Nothing here blocks the event loop. */
export const nodeFileSystem: JournalFileSystem = {
  async makeDirectory(directory) {
    const made = await mkdir(directory, { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    // Each folder that is new is a name in the one above it.
    const top = path.dirname(path.resolve(made));
    for (let above = path.dirname(path.resolve(directory)); ; above = path.dirname(above)) {
      await this.syncDirectory(above);
      if (above === top || above === path.dirname(above)) return;
    }
  },
  list: (directory) => readdir(directory),
  async open(file, how) {
    if (how !== 'synced') return journalFile(await open(file, how === 'create' ? 'wx+' : 'r+', 0o600));
    const opened = journalFile(await open(file, syncedFlags ?? 'r+'));
    return syncedFlags === null ? syncingEachWrite(opened) : opened;
  },
  rename,
  remove: unlink,
  async syncDirectory(directory) {
    // Windows cannot open folders; its file system keeps names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function journalFile(handle: FileHandle): JournalFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

function syncingEachWrite(file: JournalFile): JournalFile {
  return {
    ...file,
    async write(bytes, position) {
      const taken = await file.write(bytes, position);
      await file.sync();
      return taken;
    },
  };
}
