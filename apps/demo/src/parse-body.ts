import type { z } from 'zod';
import type { Answer } from './json-server.ts';

export type ParsedBody<T> = { ok: true; value: T } | { ok: false; answer: Answer };

/** The body by its schema, or a 400 that names each mistake. */
export function parseBody<T>(schema: z.ZodType<T>, text: string): ParsedBody<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, answer: badRequest('the body is not JSON') };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { ok: false, answer: badRequest(mistakes.join('; ')) };
}

function badRequest(error: string): Answer {
  return { status: 400, body: { error } };
}
