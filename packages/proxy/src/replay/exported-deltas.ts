import { createInterface } from 'node:readline';
import { z } from 'zod';
import { openRecording, type ReadShare } from './open-recording.ts';
import type { Recorded } from './recording.ts';

const bytesSchema = z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })]);
const lineSchema = z.object({
  request: z.object({
    method: z.string(),
    target: z.string().startsWith('/'),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.object({ truncated: z.boolean(), bytes: bytesSchema }).nullable(),
  }),
});

/** A value that redaction put in the place of a secret. */
const placeholder = /\[[a-z][a-z -]* #\d+\]|\[redacted\]/i;

/** Requests of exported deltas, one JSON object a line. What redaction changed cannot be asked again. */
export async function* readExportedDeltas(file: string, share: ReadShare): AsyncGenerator<Recorded> {
  const input = await openRecording(file, share);
  let at = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    at += 1;
    if (line.trim() !== '') yield recorded(line, at);
  }
}

function recorded(line: string, at: number): Recorded {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return { ok: false, reason: `line ${at}: it holds no request of a delta` };
  const { method, target, headers, body } = parsed.data.request;
  if (placeholder.test(decoded(target))) return { ok: false, reason: `line ${at}: its target is redacted` };
  const bytes = body === null ? null : toBuffer(body.bytes);
  if (bytes === null ? announcesBody(headers) : body?.truncated && bytes.length === 0) {
    return { ok: false, reason: `line ${at}: its body was not kept` };
  }
  if (body?.truncated) return { ok: false, reason: `line ${at}: its body was kept in part only` };
  if (bytes !== null && placeholder.test(bytes.toString('latin1'))) {
    return { ok: false, reason: `line ${at}: its body is redacted` };
  }
  const kept = headers.filter(([, value]) => !placeholder.test(value));
  return { ok: true, request: { method, target, headers: kept.flat(), body: bytes } };
}

/** A body that was sent and is not here: without it this would be another request. */
function announcesBody(headers: readonly (readonly [string, string])[]): boolean {
  return headers.some(([given, value]) => {
    const name = given.toLowerCase();
    return name === 'transfer-encoding' || (name === 'content-length' && Number(value) !== 0);
  });
}

function toBuffer(bytes: z.infer<typeof bytesSchema>): Buffer {
  return 'text' in bytes ? Buffer.from(bytes.text, 'utf8') : Buffer.from(bytes.base64, 'base64');
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
