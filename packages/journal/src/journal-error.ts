export type JournalErrorCode =
  /** What is on the disk is not what was written: nothing was changed. */
  | 'damaged'
  /** Another process, or another journal of this one, has the folder. */
  | 'locked'
  /** The disk is full: the append is not in the journal, a later one may be. */
  | 'noSpace'
  /** A write failed: the journal can be read, and is never written again. */
  | 'writeFailed'
  /** A sync failed: whether the append is on the disk is unknown, and the journal is never written again. */
  | 'syncFailed'
  /** More waits to be written than the journal holds in memory. */
  | 'backlogFull'
  | 'recordTooLarge'
  /** The record was trimmed, or is not there yet. */
  | 'noSuchRecord'
  | 'closed';

export interface Damage {
  file: string;
  /** Byte at which the file stops making sense. */
  offset: number;
  what: string;
}

export class JournalError extends Error {
  readonly code: JournalErrorCode;
  /** Where, for `damaged`. */
  readonly damage: Damage | null;

  constructor(code: JournalErrorCode, message: string, more: { cause?: unknown; damage?: Damage } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'JournalError';
    this.code = code;
    this.damage = more.damage ?? null;
  }
}

const remedy =
  'Nothing was changed. Move the whole folder aside to begin anew, or put back the file from a copy.';

export function damaged(damage: Damage): JournalError {
  const { file, offset, what } = damage;
  return new JournalError('damaged', `${file} is damaged at byte ${offset}: ${what}. ${remedy}`, { damage });
}

function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Full disks and quotas: more room may come. */
export function isNoSpace(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** A sync that failed may have lost what it was for, and a later one would not say so. */
export class SyncFailure extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'SyncFailure';
  }
}
