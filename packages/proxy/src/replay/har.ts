import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { ReadShare } from './open-recording.ts';
import { type Recorded, RecordingError, targetOf } from './recording.ts';

const fileBytesMax = 512 * 1024 * 1024;

const pair = z.object({ name: z.string(), value: z.string() });
const entrySchema = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(pair).default([]),
    postData: z
      .object({
        text: z.string().optional(),
        encoding: z.string().optional(),
        params: z.array(z.unknown()).optional(),
      })
      .optional(),
  }),
});
const harSchema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });

/** Requests of an HTTP Archive (HAR 1.2), in the order of the file. */
export async function* readHar(file: string, share: ReadShare): AsyncGenerator<Recorded> {
  const { size } = await stat(file);
  if (size > fileBytesMax) {
    throw new RecordingError(
      `${file} has ${size} bytes; a HAR file is read whole, up to ${fileBytesMax} bytes: split it`,
    );
  }
  const parsed = harSchema.safeParse(parseJson(await readFile(file, 'utf8'), file));
  if (!parsed.success) throw new RecordingError(`${file} is no HAR file: log.entries is missing`);
  const { entries } = parsed.data.log;
  for (const [at, entry] of entries.entries()) {
    share.now = () => (at + 1) / entries.length;
    yield recorded(entry, at);
  }
}

function recorded(entry: unknown, at: number): Recorded {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      reason: `entry ${at}: it is no HAR entry (${issue?.path.join('.')}: ${issue?.message})`,
    };
  }
  const { method, url, headers, postData } = parsed.data.request;
  const target = targetOf(url);
  if (target === null) return { ok: false, reason: `entry ${at}: ${url.slice(0, 200)} is no http URL` };
  if (postData !== undefined && postData.text === undefined && (postData.params?.length ?? 0) > 0) {
    return { ok: false, reason: `entry ${at}: its body was recorded as parameters, without the bytes` };
  }
  const isBase64 = postData?.encoding === 'base64';
  const body = postData?.text ? Buffer.from(postData.text, isBase64 ? 'base64' : 'utf8') : null;
  return {
    ok: true,
    request: { method, target, headers: headers.flatMap(({ name, value }) => [name, value]), body },
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    // Some tools write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new RecordingError(
      `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
