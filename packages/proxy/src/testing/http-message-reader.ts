/** A whole message off the wire: start line, headers in order, body without its framing, trailers. */
export interface WireMessage {
  start: string;
  headers: [string, string][];
  body: Buffer;
  trailers: [string, string][];
  /** Bytes behind the message. */
  rest: Buffer;
}

/** Requests of one connection, read as their bytes arrive. */
export class ArrivingMessages {
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Of the message that is under way. */
  #hasHead = false;
  #hasLength = false;
  #bytesMin = 0;
  #tail = '';

  /** The messages that are whole with these bytes. */
  add(part: Buffer): WireMessage[] {
    this.#parts.push(part);
    this.#bytes += part.length;
    this.#tail = (this.#tail + part.toString('latin1', Math.max(0, part.length - 4))).slice(-4);
    // To read all anew with each piece would be quadratic. What has no length ends with an empty line.
    const mayBeWhole = this.#hasLength ? this.#bytes >= this.#bytesMin : this.#tail === '\r\n\r\n';
    return mayBeWhole || !this.#hasHead ? this.#read() : [];
  }

  #read(): WireMessage[] {
    const messages: WireMessage[] = [];
    let pending = Buffer.concat(this.#parts);
    let message = readWireMessage(pending, { ended: false, bodyless: false });
    while (message !== null) {
      messages.push(message);
      pending = Buffer.from(message.rest);
      message = readWireMessage(pending, { ended: false, bodyless: false });
    }
    this.#parts = [pending];
    this.#bytes = pending.length;
    const headEnd = pending.indexOf('\r\n\r\n');
    const length = /\r\ncontent-length: *(\d+)/i.exec(
      pending.toString('latin1', 0, Math.max(0, headEnd)),
    )?.[1];
    this.#hasHead = headEnd !== -1;
    this.#hasLength = length !== undefined;
    this.#bytesMin = headEnd + 4 + Number(length ?? 0);
    return messages;
  }
}

/** Reads one message, or null where it is not whole yet. `ended`: the connection closed behind these bytes. */
export function readWireMessage(
  bytes: Buffer,
  { ended, bodyless }: { ended: boolean; bodyless: boolean },
): WireMessage | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = lines.map(splitHeader);
  const from = headEnd + 4;
  const message = { start, headers, trailers: [] };
  const has = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const status = /^HTTP\/1\.\d (\d+)/.exec(start)?.[1];
  if (bodyless || status === '204' || status === '304')
    return { ...message, body: empty, rest: bytes.subarray(from) };
  if (has('transfer-encoding') !== undefined) {
    const chunks = readChunks(bytes, from);
    return chunks === null ? null : { ...message, ...chunks };
  }
  const length = has('content-length');
  if (length !== undefined) {
    const to = from + Number(length);
    return bytes.length < to
      ? null
      : { ...message, body: bytes.subarray(from, to), rest: bytes.subarray(to) };
  }
  if (status === undefined) return { ...message, body: empty, rest: bytes.subarray(from) };
  return ended ? { ...message, body: bytes.subarray(from), rest: empty } : null;
}

const empty = Buffer.alloc(0);

function readChunks(bytes: Buffer, start: number): Pick<WireMessage, 'body' | 'trailers' | 'rest'> | null {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2;
    if (size === 0) break;
    if (bytes.length < at + size + 2) return null;
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
  const end = bytes.toString('latin1', at, at + 2) === '\r\n' ? at : bytes.indexOf('\r\n\r\n', at);
  if (end === -1) return null;
  const trailers = end === at ? [] : bytes.toString('latin1', at, end).split('\r\n').map(splitHeader);
  const rest = bytes.subarray(end === at ? end + 2 : end + 4);
  return { body: Buffer.concat(chunks), trailers, rest };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
