import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { RowTemplate } from './row-template.ts';

const pieceBytes = 256 * 1024;
/** Of a message: its type and its length. */
const headBytes = 5;
const fileHead = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const fileEnd = Buffer.from([0xff, 0xff]);

/**
 * Sends rows by `COPY ... (FORMAT binary)`. Each step of `fill` changes the template's bytes, which are then one row.
 * Where the transaction made or emptied the table, rows are written as ones that everybody sees, without a later vacuum.
 */
export async function copyRows(
  client: pg.Client,
  { table, row, fill }: { table: string; row: RowTemplate; fill: Iterable<unknown> },
): Promise<void> {
  const columns = row.columns.map((column) => `"${column}"`).join(', ');
  await new Promise<void>((resolve, reject) => {
    const text = `copy "${table}" (${columns}) from stdin (format binary, freeze)`;
    client.query(new CopyIn(text, pieces(row, fill), (error) => (error ? reject(error) : resolve())));
  });
}

/** In place of a query of `pg`, whose connection calls what is named `handle...`. */
class CopyIn implements pg.Submittable {
  readonly #text: string;
  readonly #pieces: Iterable<Buffer>;
  readonly #done: (error: Error | null) => void;
  #error: Error | null = null;

  constructor(text: string, pieces: Iterable<Buffer>, done: (error: Error | null) => void) {
    this.#text = text;
    this.#pieces = pieces;
    this.#done = done;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse({ stream }: pg.Connection): void {
    this.#send(stream).catch((error: unknown) => {
      this.#error ??= error instanceof Error ? error : new Error(String(error));
      stream.destroy(this.#error);
    });
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#error ??= error;
    this.#done(this.#error);
  }

  handleReadyForQuery(): void {
    if (this.#error === null) this.#done(null);
  }

  async #send(stream: Duplex): Promise<void> {
    for (const piece of this.#pieces) {
      if (this.#error !== null) return;
      if (!stream.write(piece)) await once(stream, 'drain');
    }
    stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
  }
}

function* pieces(row: RowTemplate, fill: Iterable<unknown>): Generator<Buffer> {
  yield message(fileHead);
  const { bytes } = row;
  let piece = Buffer.allocUnsafe(pieceBytes);
  let length = headBytes;
  for (const _ of fill) {
    if (length + bytes.length > pieceBytes) {
      yield sealed(piece, length);
      piece = Buffer.allocUnsafe(pieceBytes);
      length = headBytes;
    }
    piece.set(bytes, length);
    length += bytes.length;
  }
  yield sealed(piece, length);
  yield message(fileEnd);
}

function message(data: Buffer): Buffer {
  return sealed(Buffer.concat([Buffer.alloc(headBytes), data]), headBytes + data.length);
}

function sealed(piece: Buffer, length: number): Buffer {
  piece[0] = 0x64;
  piece.writeInt32BE(length - 1, 1);
  return piece.subarray(0, length);
}
