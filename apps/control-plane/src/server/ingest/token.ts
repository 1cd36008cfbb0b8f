import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an Authorization header carries the token, in a time that says nothing about it. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const match = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '');
  return timingSafeEqual(digest(match?.[1] ?? ''), digest(token)) && match !== null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
