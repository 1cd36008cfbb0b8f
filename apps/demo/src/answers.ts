import type { Answer } from './json-server.ts';

export function found(body: unknown): Answer {
  return { status: 200, body };
}

/** The document of what was looked up, or a 404 where it was not there. */
export function foundOr404<T>(item: T | undefined, document: (item: T) => unknown): Answer {
  return item === undefined ? { status: 404, body: { error: 'not found' } } : found(document(item));
}
