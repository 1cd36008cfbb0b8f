/**
 * `create` makes a file that must not exist yet. `synced` opens an existing one of which each write resolves once what it
 * took, and the length that it needs, are on the disk; after one that failed it is not known what is.
 */
export type OpenHow = 'create' | 'existing' | 'synced';

/** An open file. Positions and lengths are bytes; errors are those of the system, with its `code`. */
export interface JournalFile {
  /** Writes at `position` and resolves to how many bytes were taken, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Fills `into` from `position`; resolves to how many bytes were there. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves once all that was written, and the length, is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** All that a journal asks of a file system, so that tests can plant faults in it. */
export interface JournalFileSystem {
  makeDirectory(directory: string): Promise<void>;
  /** Names of the files in a directory. */
  list(directory: string): Promise<string[]>;
  open(file: string, how: OpenHow): Promise<JournalFile>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Makes names that were added, changed or removed durable. */
  syncDirectory(directory: string): Promise<void>;
}
