const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 12345 as `12,345`. */
export function countInWords(count: number): string {
  return counts.format(count);
}

/** A fraction as a percentage of three significant digits, never in powers of ten: 0.0001 as `0.01 %`. */
export function percentInWords(fraction: number, digits = 3): string {
  const percent = fraction * 100;
  if (percent === 0) return '0 %';
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(percent)));
  return `${trimZeros(percent.toFixed(Math.min(100, Math.max(0, decimals))))} %`;
}

/** A fraction beside a limit, with as many digits as it takes to tell it from the limit and from all. */
export function percentBeside(fraction: number, limit: number): string {
  const marks = [limit, 1].filter((mark) => mark !== fraction).map((mark) => percentInWords(mark));
  for (let digits = 3; digits < 12; digits += 1) {
    const text = percentInWords(fraction, digits);
    if (!marks.includes(text)) return text;
  }
  return percentInWords(fraction, 12);
}

/** The two largest units of a duration, rounded up to the second: `1 d 3 h`, `4 min 10 s`, `8 s`. */
export function durationInWords(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1_000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** `1 mismatch`, `2 mismatches`. */
export function plural(count: number, one: string, many: string): string {
  return `${countInWords(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
