import type { Socket } from 'node:net';

const empty = Buffer.alloc(0);
const lineEnd = '\r\n';
const headEnd = '\r\n\r\n';
/** A status line longer than this is handed on as it is, to be refused. */
const statusLineBytesMax = 8 * 1024;

export interface HeadFilter {
  /** A request goes out: an answer begins with the next byte. */
  expectHead(): void;
}

/**
 * Stands between a socket and undici, which stumbles over two things that servers do. An interim 100 that was not asked
 * for is taken out and reported; a status line that comes in pieces is handed on in one.
 */
export function filterHeads(socket: Socket, onContinue: () => void): HeadFilter {
  const read = socket.read.bind(socket);
  let waiting = false;
  let held = empty;
  const filter = (chunk: Buffer): Buffer => {
    if (held.length === 0 && isPlainAnswer(chunk)) {
      waiting = false;
      return chunk;
    }
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = empty;
    const kept: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      const part = nextPart(bytes, at);
      if (part === null) {
        held = Buffer.from(bytes.subarray(at));
        break;
      }
      if (part.is === 'continue') onContinue();
      else kept.push(bytes.subarray(at, part.end));
      at = part.end;
      if (part.is === 'answer') waiting = false;
    }
    return kept.length === 1 ? (kept[0] ?? empty) : Buffer.concat(kept);
  };
  socket.read = (size?: number) => {
    const chunk: unknown = read(size);
    return waiting && Buffer.isBuffer(chunk) ? filter(chunk) : chunk;
  };
  return {
    expectHead: () => {
      waiting = true;
    },
  };
}

const http1 = Buffer.from('HTTP/1.', 'latin1');
const spaceByte = 0x20;
const oneByte = 0x31;
const nineByte = 0x39;

/** Nearly every chunk: it begins with a whole status line that is not an interim one. Anything else is looked at closely. */
function isPlainAnswer(chunk: Buffer): boolean {
  for (let at = 0; at < http1.length; at += 1) if (chunk[at] !== http1[at]) return false;
  const status = chunk[9] ?? 0;
  return (
    chunk[8] === spaceByte && status > oneByte && status <= nineByte && chunk.includes(lineEnd, 12, 'latin1')
  );
}

/** What begins at `at` and where it ends: a whole interim head, or the answer with all that follows; null for too few bytes. */
function nextPart(bytes: Buffer, at: number): { is: 'continue' | 'interim' | 'answer'; end: number } | null {
  const start = bytes.toString('latin1', at, at + 12);
  const answer = { is: 'answer', end: bytes.length } as const;
  if (!/^H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:\d(?: (?:\d{0,3})?)?)?)?)?)?)?)?)?$/.test(start)) return answer;
  if (start.length === 12 && start[9] === '1' && !start.endsWith('101')) {
    const end = bytes.indexOf(headEnd, at, 'latin1');
    if (end === -1) return null;
    return { is: start.endsWith('100') ? 'continue' : 'interim', end: end + headEnd.length };
  }
  const isWhole = start.length === 12 && bytes.indexOf(lineEnd, at, 'latin1') !== -1;
  return isWhole || bytes.length - at > statusLineBytesMax ? answer : null;
}
