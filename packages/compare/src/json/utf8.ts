const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * How many bytes the character at `at` takes, 0 where the bytes are not UTF-8 (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF).
 */
export function utf8Length(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length > 2 && ((bytes[at + 2] ?? 0) & 0xc0) !== 0x80) return 0;
  if (length > 3 && ((bytes[at + 3] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Up to this length, putting ASCII together takes less time than to ask the decoder. */
const shortLength = 40;
/** Units of one text, by its length: filled anew for each, and made to a string at once. */
const units = Array.from({ length: shortLength + 1 }, (_, length) => new Array<number>(length).fill(0));

/** Text for people: what is not UTF-8 shows as U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const short = units[end - start];
  if (short !== undefined) {
    let all = 0;
    for (let at = 0; at < short.length; at += 1) {
      const byte = bytes[start + at] ?? 0;
      all |= byte;
      short[at] = byte;
    }
    if (all < 0x80) return String.fromCharCode(...short);
  }
  return decoder.decode(bytes.subarray(start, end));
}

export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}
