/** A decimal number of any size: `digits` × 10^`exponent`, with no trailing zero in `digits`. */
interface Decimal {
  negative: boolean;
  digits: string;
  exponent: bigint;
  /** The power of ten of the last digit as written. */
  lastDigit: bigint;
}

const form = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Beyond this many digits a difference is not worked out. */
const workedDigitsMax = 2_000n;

function parseDecimal(text: string): Decimal | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const lastDigit = BigInt(power) - BigInt(fraction.length);
  let digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  const exponent = lastDigit + BigInt(digits.length - end);
  digits = digits.slice(0, end);
  if (digits === '') return { negative: false, digits: '0', exponent: 0n, lastDigit };
  return { negative: sign === '-', digits, exponent, lastDigit };
}

/** Whether two JSON numbers are the same number: 1, 1.0 and 1e0 are, and so are 0 and -0. */
export function sameNumber(left: string, right: string): boolean {
  if (left === right) return true;
  const [short, other] = [parseShort(left), parseShort(right)];
  if (short !== null && other !== null) {
    const common = Math.max(short.decimals, other.decimals);
    return scaled(short, common) === scaled(other, common);
  }
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === null || b === null) return false;
  return a.negative === b.negative && a.digits === b.digits && a.exponent === b.exponent;
}

const plainInteger = /^-?[1-9]\d{0,399}$|^0$/;

/** One text for all ways to write a JSON number; a plain integer of up to 400 digits is its own. */
export function canonicalNumber(text: string): string {
  if (plainInteger.test(text)) return text;
  const number = parseDecimal(text);
  if (number === null || number.digits === '0') return '0';
  const { digits, exponent } = number;
  const sign = number.negative ? '-' : '';
  if (exponent < 0n || exponent + BigInt(digits.length) > 400n) return `${sign}${digits}e${exponent}`;
  return sign + digits + '0'.repeat(Number(exponent));
}

export function isDecimal(text: string): boolean {
  return form.test(text);
}

/** Whether the two lie within one unit of the last digit of the one written with fewer decimals; never for two integers. */
export function isRounding(left: string, right: string): boolean {
  const [short, other] = [parseShort(left), parseShort(right)];
  if (short !== null && other !== null) return isShortRounding(short, other);
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === null || b === null || (a.lastDigit >= 0n && b.lastDigit >= 0n)) return false;
  const unit = larger(a.lastDigit, b.lastDigit);
  const scaled = scale([a, b, { negative: false, digits: '1', exponent: unit, lastDigit: unit }]);
  if (scaled === null) return false;
  const [x = 0n, y = 0n, one = 0n] = scaled;
  return magnitude(x - y) <= one;
}

/** By exponent, as far as short decimals need them. */
const powersOfTen = Array.from({ length: 13 }, (_, exponent) => 10 ** exponent);

function powerOfTen(exponent: number): number {
  return powersOfTen[exponent] ?? 10 ** exponent;
}

/** In units of so many decimals. */
function scaled(short: ShortDecimal, decimals: number): number {
  return short.value * powerOfTen(decimals - short.decimals);
}

interface ShortDecimal {
  value: number;
  decimals: number;
}

/** A number of few digits without exponent, for which doubles are exact. */
function parseShort(text: string): ShortDecimal | null {
  if (text.length > 12) return null;
  let value = 0;
  let decimals = -1;
  const isNegative = text.charCodeAt(0) === 0x2d;
  for (let at = isNegative ? 1 : 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x2e) decimals = 0;
    else if (unit >= 0x30 && unit <= 0x39) {
      value = value * 10 + unit - 0x30;
      if (decimals >= 0) decimals += 1;
    } else return null;
  }
  return { value: isNegative ? -value : value, decimals: Math.max(decimals, 0) };
}

function isShortRounding(a: ShortDecimal, b: ShortDecimal): boolean {
  if (a.decimals === 0 && b.decimals === 0) return false;
  const common = Math.max(a.decimals, b.decimals);
  const apart = Math.abs(scaled(a, common) - scaled(b, common));
  // Up to 22 digits: exact where it is small, and far too large to matter where it is not.
  return apart <= powerOfTen(common - Math.min(a.decimals, b.decimals));
}

export interface Tolerance {
  absolute?: number | undefined;
  /** A fraction of the larger of the two magnitudes. */
  relative?: number | undefined;
}

/** Whether two numbers lie within a tolerance; worked out in decimals, so that 0.3 - 0.2 is 0.1. */
export function isWithin(left: string, right: string, tolerance: Tolerance): boolean {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === null || b === null) return false;
  const absolute = parseDecimal(String(tolerance.absolute ?? 0));
  const relative = parseDecimal(String(tolerance.relative ?? 0));
  if (absolute === null || relative === null) return false;
  const scaled = scale([a, b, absolute]);
  if (scaled === null) return false;
  const [x = 0n, y = 0n, allowed = 0n] = scaled;
  const apart = magnitude(x - y);
  if (apart <= allowed) return true;
  const share = larger(magnitude(x), magnitude(y)) * BigInt(relative.digits);
  if (relative.exponent >= 0n) return apart <= share * 10n ** relative.exponent;
  return apart * 10n ** -relative.exponent <= share;
}

/** The numbers as integers of one common power of ten, or null where that would take too many digits. */
function scale(numbers: readonly Decimal[]): bigint[] | null {
  const base = lowestExponent(numbers);
  for (const number of numbers) {
    const top = number.exponent + BigInt(number.digits.length);
    if (number.digits !== '0' && top - base > workedDigitsMax) return null;
  }
  return numbers.map((number) => {
    if (number.digits === '0') return 0n;
    const value = BigInt(number.digits) * 10n ** (number.exponent - base);
    return number.negative ? -value : value;
  });
}

/** Zeros have no digit to count. */
function lowestExponent(numbers: readonly Decimal[]): bigint {
  let lowest: bigint | null = null;
  for (const { digits, exponent } of numbers) {
    if (digits !== '0' && (lowest === null || exponent < lowest)) lowest = exponent;
  }
  return lowest ?? 0n;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Math.max takes no bigint. */
function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** How far two numbers are apart, null where one is none or it takes too many digits. */
export function decimalsApart(left: string, right: string): number | null {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === null || b === null) return null;
  const scaled = scale([a, b]);
  if (scaled === null) return null;
  const [x = 0n, y = 0n] = scaled;
  return Number(`${magnitude(x - y)}e${lowestExponent([a, b])}`);
}
