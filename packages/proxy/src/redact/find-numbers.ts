import type { Hit } from './hit.ts';

/** Four digits with which a card number may begin; digits after a point are a fraction's. */
const cardStart = /(?<![0-9]|[0-9][.,])[2-689][0-9]{3}/g;
const ssn = /(?<![0-9-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9-])/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const separators = ' -.\u00a0\u2009\u202f';
const cardDigits = { min: 13, max: 19 };

/** Card numbers: 13 to 19 digits that pass Luhn's check, whole or in groups as they are printed. */
export function findCards(text: string, hits: Hit[]): void {
  cardStart.lastIndex = 0;
  for (let match = cardStart.exec(text); match !== null; match = cardStart.exec(text)) {
    const start = match.index;
    const runEnd = digitsEnd(text, start);
    const end = runEnd - start > 4 ? wholeCard(text, start, runEnd) : groupedCard(text, start);
    if (end > 0 && !isInHex(text, start, end)) hits.push({ start, end, label: 'card' });
    cardStart.lastIndex = Math.max(end, runEnd);
  }
}

/** Social security numbers as they are written, `078-05-1120`. */
export function findSocialSecurity(text: string, hits: Hit[]): void {
  for (const match of text.matchAll(ssn)) {
    hits.push({ start: match.index, end: match.index + match[0].length, label: 'ssn' });
  }
}

/** Whether the text of a number is that of a card. */
export function isCardNumber(digits: string): boolean {
  return /^[2-689][0-9]+$/.test(digits) && wholeCard(digits, 0, digits.length) === digits.length;
}

/** Where the card number ends that is all of these digits, 0 where it is none. */
function wholeCard(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < cardDigits.min || length > cardDigits.max) return 0;
  return passesLuhn(text.slice(start, end)) ? end : 0;
}

/** The same for `4111 1111 1111 1111`: one separator throughout, and groups of three digits and more but for the last. */
function groupedCard(text: string, start: number): number {
  const separator = text[start + 4];
  if (separator === undefined || !separators.includes(separator)) return 0;
  let digits = text.slice(start, start + 4);
  let found = 0;
  for (let at = start + 4; text[at] === separator; ) {
    const end = digitsEnd(text, at + 1);
    const group = end - at - 1;
    if (group === 0 || digits.length + group > cardDigits.max) break;
    digits += text.slice(at + 1, end);
    if (digits.length >= cardDigits.min && passesLuhn(digits)) found = end;
    if (group < 3 || group > 6) break;
    at = end;
  }
  return found;
}

/** Past the digits that begin here; looks at no more of them than decide. */
function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, twice = false; at >= 0; at -= 1, twice = !twice) {
    const digit = digits.charCodeAt(at) - 0x30;
    sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** Whether the digits are a part of a longer hexadecimal number, such as a hash or a UUID. */
function isInHex(text: string, start: number, end: number): boolean {
  let from = start;
  let to = end;
  while (from > start - 64 && isHex(text.charCodeAt(from - 1))) from -= 1;
  while (to < end + 64 && isHex(text.charCodeAt(to))) to += 1;
  if (to - from >= 24 && to - from > end - start) return true;
  const floor = Math.max(0, start - 36);
  for (const match of text.slice(floor, end + 36).matchAll(uuid)) {
    const at = floor + match.index;
    if (at < end && at + match[0].length > start) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isHex(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}
