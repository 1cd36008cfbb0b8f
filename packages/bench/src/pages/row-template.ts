/** Of PostgreSQL's times, which begin in the year 2000. */
const originMs = 946_684_800_000;

/** One row in the binary format of `COPY`, of which the parts that differ from row to row are written in place. */
export class RowTemplate {
  readonly columns: readonly string[];
  readonly bytes: Buffer;
  readonly #places = new Map<string, number>();

  constructor(values: Readonly<Record<string, Buffer | null>>) {
    this.columns = Object.keys(values);
    const parts = [int2(this.columns.length)];
    let length = 2;
    for (const [column, value] of Object.entries(values)) {
      this.#places.set(column, length + 4);
      parts.push(int4(value?.length ?? -1), value ?? Buffer.alloc(0));
      length += 4 + (value?.length ?? 0);
    }
    this.bytes = Buffer.concat(parts);
  }

  /** Where the value of a column begins. */
  placeOf(column: string): number {
    const place = this.#places.get(column);
    if (place === undefined) throw new RangeError(`there is no column ${column}`);
    return place;
  }
}

export function writeInt8(bytes: Buffer, place: number, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  bytes.writeInt32BE(high, place);
  bytes.writeUInt32BE(value - high * 2 ** 32, place + 4);
}

export function writeTime(bytes: Buffer, place: number, ms: number): void {
  writeInt8(bytes, place, (ms - originMs) * 1_000);
}

export function int8(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  writeInt8(bytes, 0, value);
  return bytes;
}

export function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int2(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

export function jsonb(value: unknown): Buffer {
  return Buffer.concat([Buffer.from([1]), text(JSON.stringify(value))]);
}

export function uuid(value: string): Buffer {
  return Buffer.from(value.replaceAll('-', ''), 'hex');
}
