import { z } from 'zod';

/**
 * What traffic and proxies put into text may hold NUL or lone surrogates, which PostgreSQL refuses or would change in
 * silence. What must come back as it was goes through `toStoredText`, labels for people through `printable`.
 */
export function toStoredText(text: string): string {
  return JSON.stringify(text);
}

export function fromStoredText(stored: string): string {
  return z.string().parse(JSON.parse(stored));
}

/** The text with what cannot be stored replaced by the replacement character. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
