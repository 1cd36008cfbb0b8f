import type { Socket } from 'node:net';

const empty = Buffer.alloc(0);
const headEnd = '\r\n\r\n';

export interface ContinueFilter {
  /** A request goes out: interim answers may come from now on. */
  expectHead(): void;
}

/**
 * Takes interim 100 answers out of what is read from a socket and reports them. Old servers send them unasked, and the
 * client that reads this socket would take one for a broken answer.
 */
export function filterContinue(socket: Socket, onContinue: () => void): ContinueFilter {
  const read = socket.read.bind(socket);
  let waiting = false;
  let held = empty;
  const filter = (chunk: Buffer): Buffer => {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = empty;
    const kept: Buffer[] = [];
    let at = 0;
    while (waiting && at < bytes.length) {
      const status = interimStatus(bytes, at);
      if (status === 'other') waiting = false;
      const end = status === 'other' ? bytes.length - headEnd.length : bytes.indexOf(headEnd, at, 'latin1');
      if (status === 'unknown' || end === -1) {
        held = Buffer.from(bytes.subarray(at));
        return Buffer.concat(kept);
      }
      const next = status === 'other' ? bytes.length : end + headEnd.length;
      if (status === 'continue') onContinue();
      else kept.push(bytes.subarray(at, next));
      at = next;
    }
    if (at < bytes.length) kept.push(bytes.subarray(at));
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

/** What kind of answer begins at `at`: `HTTP/1.1 100`, another 1xx, anything else, or too few bytes to tell. */
function interimStatus(bytes: Buffer, at: number): 'continue' | 'interim' | 'other' | 'unknown' {
  const line = bytes.toString('latin1', at, at + 12);
  const pattern = 'HTTP/1.x 1';
  for (let index = 0; index < Math.min(line.length, pattern.length); index += 1) {
    if (index !== 7 && line[index] !== pattern[index]) return 'other';
  }
  if (line.length < 12) return 'unknown';
  if (line.endsWith('101')) return 'other';
  return line.endsWith('100') ? 'continue' : 'interim';
}
