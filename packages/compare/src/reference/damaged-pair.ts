import { compareResponses } from '../compare-responses.ts';
import { noRules } from '../rules/compile-rules.ts';
import { kernelUse } from '../wasm/kernels.ts';
import { generatePair } from './generate-pair.ts';

const marks = '"{}[]:,\\ 0123456789-.eE+tfnua\n\u0001é\ud83d\ude00';
const alphabet = new TextEncoder().encode(marks);
const decoder = new TextDecoder();

/** Compares two texts with kernels and without; what they say differently, null where they agree. */
export function kernelDisagreement(seed: number): string | null {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const parts = Array.from({ length: 1 + below(12) }, (_, at) =>
    decoder.decode(generatePair(seed + at).legacy),
  );
  const whole = new TextEncoder().encode(parts.length === 1 ? parts[0] : wrap(parts, below(3)));
  const legacy = damaged(whole, below(3), below);
  const candidate = damaged(legacy, 1 + below(3), below);
  const [body, other] = [legacy, candidate].map((bytes) => ({ status: 200, headers: [], body: bytes }));
  if (body === undefined || other === undefined) return null;
  const before = { ...kernelUse };
  kernelUse.runBytesMin = 1;
  const byKernel = JSON.stringify(compareResponses(body, other, noRules));
  kernelUse.isOn = false;
  const plain = JSON.stringify(compareResponses(body, other, noRules));
  Object.assign(kernelUse, before);
  if (byKernel === plain) return null;
  return [
    `seed ${seed}`,
    decoder.decode(legacy),
    decoder.decode(candidate),
    `kernel ${byKernel}`,
    `plain ${plain}`,
  ].join('\n');
}

function wrap(parts: readonly string[], how: number): string {
  if (how === 0) return `[${parts.join(',')}]`;
  const members = parts.map((part, at) => `"n${at}":${part}`);
  return how === 1
    ? `{${members.join(',')}}`
    : `[{"x":[${members.map((member) => `{${member}}`).join(',')}]},1]`;
}

/** With so many bytes replaced, taken out or put in. */
function damaged(bytes: Uint8Array, times: number, below: (limit: number) => number): Uint8Array {
  let result = bytes;
  for (let count = 0; count < times; count += 1) {
    const at = below(result.length + 1);
    const put = alphabet.subarray(below(alphabet.length)).subarray(0, below(4) === 0 ? below(4) : 1);
    const rest = result.subarray(at + below(2));
    result = Uint8Array.from([...result.subarray(0, at), ...put, ...rest]);
  }
  return result;
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
