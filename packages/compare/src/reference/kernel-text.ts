import { LockstepFrames } from '../body/lockstep-frames.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import { PaddedText } from '../json/padded-text.ts';
import { Tape } from '../json/tape.ts';
import { rowShift } from '../json/tape-row.ts';
import type { Kernels } from '../wasm/kernels.ts';

const good = ['0', '-0', '10', '-1.5', '0.10', '12.345', 'true', 'false', 'null', '""', '"a"', '"\\n\\""'];
const moreGood = [
  '"\\u00e9\\\\"',
  '"é€"',
  '"😀"',
  '"a:,{}[]b"',
  '{}',
  '[]',
  '[[1]]',
  '{"":{}}',
  '"\\/\\b\\t\\r\\f"',
];
const bad = [
  '01',
  '-',
  '1.',
  '.5',
  '1..2',
  '1.2.3',
  '--1',
  '1-2',
  '+1',
  '-.5',
  '-01',
  '00.1',
  'truex',
  'true1',
];
const moreBad = [
  'nul',
  'True',
  'nullnull',
  'false-',
  '1true',
  '"\\x"',
  '"\\u12g4"',
  '"\\u12"',
  '"\t"',
  '"\u007f\u0000"',
];
const structural = [
  '{"a"}',
  '{"a":}',
  '{1:2}',
  '["a":1]',
  '[1,]',
  '{"a":1,}',
  '[,1]',
  '{,}',
  '[}',
  '{]',
  '"a""b"',
];
const moreStructural = [
  '{"a":1 "b"}',
  '1 2',
  '{"a":1:2}',
  ':',
  ',',
  '"',
  '[1]]',
  '{{}}',
  '{[]}',
  '{"a"::1}',
  '[:]',
];
const moreStill = [
  '{"a",1}',
  '"a"1',
  '1"a"',
  '{}{}',
  '[]"a"',
  'null"a"',
  '{"a":"b":"c"}',
  '{"a":1,"b"}',
  '\\',
  '\\"a"',
];
/** Bytes that no string may hold: lone, overlong, a surrogate, too high, cut short. */
const badBytes = [
  '80',
  'c0af',
  'e080af',
  'eda080',
  'f0808080',
  'f4908080',
  'c3',
  'e282',
  'f09f98',
  'ff',
  'fe',
  'f8888080',
];
const all = {
  good: [...good, ...moreGood],
  bad: [...bad, ...moreBad, ...structural, ...moreStructural, ...moreStill],
};

const text = new PaddedText(65_536, { withKernels: true });
const frames = new LockstepFrames(1_000);
const tape = new Tape();
const scanner = new JsonScanner(text, 1_000);

/** Reads a generated text by kernel and by scanner: `wrong` where the kernel takes what is not JSON. */
export function kernelOutcome(seed: number): {
  outcome: 'refused' | 'read' | 'odd' | 'wrong';
  shown: string;
} {
  const body = new KernelText(seed).bytes();
  text.load(body);
  frames.begin(text.kernels);
  const { kernels } = text;
  if (kernels === null) return { outcome: 'odd', shown: '' };
  const at = kernels.run.readRun(0, body.length, 0, 1_000, 0, 0, 0, 1, 0, kernels.masksAt);
  const isRead = at === body.length && kernels.answers[0] === 0;
  tape.count = 0;
  const isJson = scanner.whole(0, body.length, tape) === null;
  if (isJson ? !isIndexed(kernels, body.length) : kernels.run.scanValue(0, 0, 1_000) === body.length) {
    return { outcome: 'wrong', shown: new TextDecoder().decode(body) };
  }
  const shown = isRead === isJson ? '' : new TextDecoder().decode(body);
  if (isJson) return { outcome: isRead ? 'read' : 'odd', shown };
  return { outcome: isRead ? 'wrong' : 'refused', shown };
}

/** Whether the kernel's index of the text is the scanner's, row by row. */
function isIndexed({ run, answers, tape: rows }: Kernels, length: number): boolean {
  const isRead = run.scanValue(0, 0, 1_000) === length && answers[0] === tape.count;
  return isRead && tape.rows.subarray(0, tape.count << rowShift).every((value, at) => value === rows[at]);
}

class KernelText {
  #state: number;
  #spoilt = '';

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A compact array, shifted by a text of any length, in which at most one thing is wrong. */
  bytes(): Uint8Array {
    const isSpoilt = this.#below(3) > 0;
    this.#spoilt = isSpoilt ? this.#pick(all.bad) : '';
    const values = Array.from({ length: 1 + this.#below(6) }, () => this.#value(3));
    if (isSpoilt) values.splice(this.#below(values.length + 1), 0, this.#around(this.#spoilt));
    const encoded = new TextEncoder().encode(`["${'x'.repeat(this.#below(70))}",${values.join(',')}]`);
    return this.#below(4) === 0 ? this.#damaged(encoded) : encoded;
  }

  #value(depth: number): string {
    const kind = this.#below(depth > 0 ? 8 : 4);
    if (kind < 3) return this.#pick(all.good);
    if (kind === 3) return this.#long();
    const values = Array.from({ length: this.#below(4) }, () => this.#value(depth - 1));
    if (kind < 6) return `[${values.join(',')}]`;
    return `{${values.map((value) => `${this.#name()}:${value}`).join(',')}}`;
  }

  #name(): string {
    const name = this.#pick(all.good);
    return name.startsWith('"') ? name : `"${'n'.repeat(this.#below(20))}"`;
  }

  /** What reaches from one block of the kernel into the next. */
  #long(): string {
    const length = 1 + this.#below(140);
    const [a = '', b = ''] =
      [
        ['"', `${'s'.repeat(length)}"`],
        ['1', '2'.repeat(length)],
        [`-1.${'0'.repeat(length)}`, '5'],
        [`0.${'3'.repeat(length)}`, ''],
      ][this.#below(4)] ?? [];
    return a + b;
  }

  #around(spoilt: string): string {
    const how = this.#below(5);
    if (how === 0) return `{"a":${spoilt},"b":1}`;
    if (how === 1) return `[1,${spoilt}]`;
    if (how === 2)
      return `${'9'.repeat(1 + this.#below(70))}${this.#pick(['.5.5', '.', '-', '.-', 'e', 'true', '"', '..'])}`;
    if (how === 3)
      return `0.${'9'.repeat(1 + this.#below(70))}${this.#pick(['.5', '.', '-', 'n', '"', '[', '{', 'E'])}`;
    return spoilt;
  }

  #damaged(bytes: Uint8Array): Uint8Array {
    const at = 1 + this.#below(bytes.length - 2);
    if (this.#below(2) === 0) return this.#replaced(bytes, at, [this.#below(128)]);
    const hex = this.#pick(badBytes);
    const put = Array.from({ length: hex.length / 2 }, (_, i) =>
      Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16),
    );
    return this.#replaced(bytes, at, put);
  }

  #replaced(bytes: Uint8Array, at: number, put: readonly number[]): Uint8Array {
    return Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + this.#below(2))]);
  }

  #pick(items: readonly string[]): string {
    return items[this.#below(items.length)] ?? '';
  }

  /** Mulberry32. */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }
}
