export type { JournalFile, JournalFileSystem } from './file-system.ts';
export { FolderLock } from './folder-lock.ts';
export type { JournalRecord } from './format.ts';
export { Journal, type JournalOptions } from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { nodeFileSystem } from './node-file-system.ts';
