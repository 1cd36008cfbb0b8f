import { parseRequest } from './http-message.ts';
import { openRecording, type ReadShare } from './open-recording.ts';
import { type Recorded, RecordingError, requestBytesMax, targetOf } from './recording.ts';

const separator = Buffer.from('\n🐵🙈🙉\n');
/** First field of a payload's own head line: 1 is a request, 2 and 3 are answers. */
const requestType = '1';

/** Requests of a GoReplay file (`--output-file`), gzipped or not, in the order of the file. */
export async function* readGoReplay(file: string, share: ReadShare): AsyncGenerator<Recorded> {
  let at = 0;
  for await (const payload of payloads(file, share)) {
    at += 1;
    const lineEnd = payload.indexOf(0x0a);
    const [type, id] = payload.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
    if (lineEnd === -1 || type === undefined || !/^[123]$/.test(type) || !id) {
      if (at === 1)
        throw new RecordingError(`${file} is no GoReplay file: it does not begin with a payload's head`);
      yield { ok: false, reason: `payload ${at}: its head line is damaged` };
      continue;
    }
    if (type !== requestType) continue;
    yield recorded(payload.subarray(lineEnd + 1), at);
  }
}

function recorded(bytes: Buffer, at: number): Recorded {
  const parsed = parseRequest(bytes);
  if (!parsed.ok) return { ok: false, reason: `payload ${at}: ${parsed.reason}` };
  const target = targetOf(parsed.request.target);
  if (target === null) return { ok: false, reason: `payload ${at}: its target is no path` };
  return { ok: true, request: { ...parsed.request, target } };
}

async function* payloads(file: string, share: ReadShare): AsyncGenerator<Buffer> {
  const stream = await openRecording(file, share);
  let rest: Buffer = Buffer.alloc(0);
  /** Up to here no separator begins. */
  let searched = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(separator, searched);
      if (end === -1) break;
      yield rest.subarray(0, end);
      rest = rest.subarray(end + separator.length);
      searched = 0;
    }
    searched = Math.max(0, rest.length - separator.length);
    if (rest.length > requestBytesMax) {
      throw new RecordingError(
        `${file} holds a payload above ${requestBytesMax} bytes, or is no GoReplay file`,
      );
    }
  }
  if (rest.length > 0) yield rest;
}
