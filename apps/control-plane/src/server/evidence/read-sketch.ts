/** Counts by key; a key stands for values around `gamma ** (key - indexOffset)`. */
export type Bins = Map<number, number>;

/** A DDSketch with what its quantiles need. */
export interface Sketch {
  gamma: number;
  indexOffset: number;
  positive: Bins;
  negative: Bins;
  zeros: number;
}

type Field = { number: number; value: number } | { number: number; bytes: DataView };

/** Reads the protobuf form that crosses the wire (DataDog's ddsketch.proto); null where it is none of ours. */
export function readSketch(bytes: Uint8Array): Sketch | null {
  const sketch: Sketch = { gamma: 0, indexOffset: 0, positive: new Map(), negative: new Map(), zeros: 0 };
  try {
    for (const field of fieldsOf(viewOf(bytes))) {
      if (field.number === 1 && 'bytes' in field) readMapping(field.bytes, sketch);
      if (field.number === 2 && 'bytes' in field) readStore(field.bytes, sketch.positive);
      if (field.number === 3 && 'bytes' in field) readStore(field.bytes, sketch.negative);
      if (field.number === 4 && 'value' in field) sketch.zeros = field.value;
    }
  } catch {
    return null;
  }
  return sketch.gamma > 1 ? sketch : null;
}

function readMapping(view: DataView, sketch: Sketch): void {
  for (const field of fieldsOf(view)) {
    if (!('value' in field)) continue;
    if (field.number === 1) sketch.gamma = field.value;
    if (field.number === 2) sketch.indexOffset = field.value;
    if (field.number === 3 && field.value !== 0) throw new RangeError('only the logarithmic mapping is read');
  }
}

function readStore(view: DataView, bins: Bins): void {
  let offset = 0;
  const runs: DataView[] = [];
  for (const field of fieldsOf(view)) {
    if (field.number === 1 && 'bytes' in field) readBin(field.bytes, bins);
    if (field.number === 2 && 'bytes' in field) runs.push(field.bytes);
    if (field.number === 3 && 'value' in field) offset = unzigzag(field.value);
  }
  let key = offset;
  for (const run of runs) {
    for (let at = 0; at + 8 <= run.byteLength; at += 8) {
      addTo(bins, key, run.getFloat64(at, true));
      key += 1;
    }
  }
}

function readBin(view: DataView, bins: Bins): void {
  let key = 0;
  let count = 0;
  for (const field of fieldsOf(view)) {
    if (field.number === 1 && 'value' in field) key = unzigzag(field.value);
    if (field.number === 2 && 'value' in field) count = field.value;
  }
  addTo(bins, key, count);
}

export function addTo(bins: Bins, key: number, count: number): void {
  if (count > 0) bins.set(key, (bins.get(key) ?? 0) + count);
}

function* fieldsOf(view: DataView): Generator<Field, void, void> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = view.getUint8(at);
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      if (factor > 2 ** 56) throw new RangeError('a number is too long');
    }
  };
  while (at < view.byteLength) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: view.getFloat64(at, true) };
        at += 8;
        break;
      case 2: {
        const length = varint();
        yield { number, bytes: new DataView(view.buffer, view.byteOffset + at, length) };
        at += length;
        break;
      }
      default:
        throw new RangeError('a field of a kind that sketches do not have');
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Signed numbers are stored with their sign in the lowest bit. */
function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
