import { hash } from 'node:crypto';

const hashSpace = 2 ** 52;

/** First 52 bits of the salted SHA-256 of a text: the same on all instances and after each restart. */
export function stableHash(salt: string, text: string): number {
  return Number.parseInt(hash('sha256', `${salt}\0${text}`, 'hex').slice(0, 13), 16);
}

/** Whether this value is among the share. It stays so while the share only grows. */
export function isInShare(share: number, salt: string, value: string): boolean {
  return stableHash(salt, value) < share * hashSpace;
}
