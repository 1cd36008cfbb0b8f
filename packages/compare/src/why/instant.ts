/** A point in time as it was written. */
export interface Instant {
  /** Unix ms of the whole second of the wall clock that was written, read as if in UTC. */
  wallMs: number;
  /** Digits of the fraction of the second, without trailing zeros. */
  fraction: string;
  /** Minutes ahead of UTC, null where no zone was written. */
  offsetMinutes: number | null;
}

const iso =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,30}))?)?(?: ?(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const http =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2})[ -](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -](\d{4}) (\d{2}):(\d{2}):(\d{2}) (GMT|UTC|[+-]\d{4})$/;
const dotNet = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const msOf400Years = 146_097 * 86_400_000;
const textLengthMax = 64;

/** Reads ISO 8601, HTTP and .NET dates; null where the text is none of them. */
export function parseInstant(text: string): Instant | null {
  if (text.length < 8 || text.length > textLengthMax) return null;
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return parseIso(text);
  if (first === 0x2f) return parseDotNet(text);
  return text.charCodeAt(3) === 0x2c ? parseHttp(text) : null;
}

/** Reads a number as Unix time, in seconds or, from 10^11 on, in ms. */
export function parseEpoch(text: string): Instant | null {
  const match = /^(-?\d{1,15})(?:\.(\d{1,30}))?$/.exec(text);
  if (match === null) return null;
  const whole = Number(match[1]);
  const fraction = match[2] ?? '';
  if (Math.abs(whole) < 1e11) return instant(whole * 1_000, text.startsWith('-') ? '' : fraction, 0);
  return fromMs(whole);
}

function parseIso(text: string): Instant | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  // Eight bare digits are rather a number than a date.
  if (hour === undefined && !text.includes('-')) return null;
  const wallMs = wall([Number(year), Number(month) - 1, Number(day)], [hour, minute, second]);
  return wallMs === null ? null : instant(wallMs, fraction, offset(zone));
}

function parseHttp(text: string): Instant | null {
  const match = http.exec(text);
  if (match === null) return null;
  const [, day, month = '', year, hour, minute, second, zone] = match;
  const wallMs = wall([Number(year), months.indexOf(month), Number(day)], [hour, minute, second]);
  return wallMs === null ? null : instant(wallMs, '', offset(zone));
}

function parseDotNet(text: string): Instant | null {
  const match = dotNet.exec(text);
  return match === null ? null : fromMs(Number(match[1]));
}

function fromMs(ms: number): Instant {
  const second = Math.floor(ms / 1_000) * 1_000;
  return instant(second, String(ms - second).padStart(3, '0'), 0);
}

function instant(wallMs: number, fraction: string, offsetMinutes: number | null): Instant {
  return { wallMs, fraction: fraction.replace(/0+$/, ''), offsetMinutes };
}

type Clock = readonly (string | undefined)[];

function wall([year, month, day]: readonly [number, number, number], clock: Clock): number | null {
  const [hour = 0, minute = 0, second = 0] = clock.map((part) => Number(part ?? 0));
  if (month > 11 || month < 0 || day < 1 || hour > 24 || minute > 59 || second > 60) return null;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 1 && isLeap ? 29 : (daysOfMonth[month] ?? 0))) return null;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; 400 years later every date falls on the same day.
  const midnight = Date.UTC(year + 400, month, day) - msOf400Years;
  return midnight + ((hour * 60 + minute) * 60 + second) * 1_000;
}

function offset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Whether two texts name the same point in time; without any zone on both, the same wall time. */
export function sameInstant(left: Instant, right: Instant): boolean {
  return millisecondsApart(left, right) === 0 && left.fraction === right.fraction;
}

/** Whether two name the same wall time in zones that differ, or of which one is not written. */
export function sameWallTime(left: Instant, right: Instant): boolean {
  if (left.offsetMinutes === right.offsetMinutes) return false;
  return left.wallMs === right.wallMs && left.fraction === right.fraction;
}

/** How far apart two points in time are, null where one has a zone and the other none. */
export function millisecondsApart(left: Instant, right: Instant): number | null {
  if ((left.offsetMinutes === null) !== (right.offsetMinutes === null)) return null;
  const fine = (Number(`0.${left.fraction}0`) - Number(`0.${right.fraction}0`)) * 1_000;
  return Math.abs(utcMs(left) - utcMs(right) + fine);
}

function utcMs(instant: Instant): number {
  return instant.wallMs - (instant.offsetMinutes ?? 0) * 60_000;
}
