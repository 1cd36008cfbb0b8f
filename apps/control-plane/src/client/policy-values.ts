/** What a person typed, read exactly; or what is wrong with it, in a sentence. */
export type Typed = { ok: true; value: number } | { ok: false; problem: string };

const decimal = /^\d+(?:\.\d+)?(?:e-?\d+)?$/;

/** 0.0001 as `0.01 %`. Digits are moved, not multiplied, so that it comes back as the same number. */
export function percentText(fraction: number): string {
  return `${shifted(String(fraction), 2)} %`;
}

/** `0.01 %` as 0.0001; the sign may be left out. */
export function readPercent(text: string): Typed {
  const typed = text.trim().replace(/\s*%$/, '');
  if (!decimal.test(typed)) return { ok: false, problem: 'Write a share in percent, such as 0.01 %.' };
  return { ok: true, value: shifted(typed, -2) };
}

function shifted(text: string, places: number): number {
  const [digits = '', exponent = '0'] = text.split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

const unitsMs = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 } as const;
const typedTime = /^(\d+)(?:\.(\d{1,6}))?\s*(d|h|min|s|ms)$/;
const times = /\d+(?:\.\d+)?\s*[a-z]+/g;

/** 5,400,000 ms as `90 min`, 86,400,000 as `24 h`: in the largest unit in which it is whole. */
export function durationText(ms: number): string {
  if (ms === 0) return '0 s';
  if (ms >= 2 * unitsMs.d && ms % unitsMs.d === 0) return `${ms / unitsMs.d} d`;
  for (const unit of ['h', 'min', 's'] as const) {
    if (ms % unitsMs[unit] === 0) return `${ms / unitsMs[unit]} ${unit}`;
  }
  return `${ms} ms`;
}

/** `24 h`, `1 h 30 min` or `0.5 s` in ms. */
export function readDuration(text: string): Typed {
  const typed = text.trim();
  const parts = typed.match(times) ?? [];
  const isWhole = parts.length > 0 && typed.replace(times, '').trim() === '';
  let value = 0;
  for (const part of parts) {
    const partMs = readTime(part);
    if (partMs === null || !isWhole) return { ok: false, problem: wrongDuration };
    value += partMs;
  }
  return isWhole ? { ok: true, value } : { ok: false, problem: wrongDuration };
}

const wrongDuration = 'Write a time with its unit, such as 5 ms, 30 s, 15 min, 24 h or 2 d.';

/** Whole digits are multiplied before the point is put back: 1.1 h is 3,960,000 ms and not a little more. */
function readTime(text: string): number | null {
  const [, whole, part = '', unit] = typedTime.exec(text) ?? [];
  if (whole === undefined || !isUnit(unit)) return null;
  return (Number(`${whole}${part}`) * unitsMs[unit]) / 10 ** part.length;
}

function isUnit(text: string | undefined): text is keyof typeof unitsMs {
  return text !== undefined && text in unitsMs;
}

/** `10,000`, `10 000` and `10000` alike; lists have commas of their own and are read part by part. */
export function readCount(text: string): Typed {
  const typed = text.trim().replace(/(?<=\d)[, ](?=\d{3}(?:\D|$))/g, '');
  if (!decimal.test(typed)) return { ok: false, problem: 'Write a number, such as 10,000.' };
  return { ok: true, value: Number(typed) };
}
