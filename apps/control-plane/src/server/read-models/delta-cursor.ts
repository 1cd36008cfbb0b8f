import { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';

const cursorSchema = z.tuple([z.number().int().nonnegative(), z.uuid()]);

/** The last delta of a page: the next page begins below it. */
export interface DeltaCursor {
  at: Date;
  id: string;
}

export function writeCursor({ at, id }: DeltaCursor): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url');
}

export function readCursor(text: string): DeltaCursor {
  try {
    const [atMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(atMs), id };
  } catch {
    throw new DomainError('cursorInvalid', 'That page does not exist: begin at the first one.');
  }
}
