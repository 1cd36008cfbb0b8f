import { formatDuration } from './format.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const whole = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const nowWithinMs = 2_000;
const dayMs = 86_400_000;

/** "3 min ago" or "in 40 min", as seen from `nowMs`. */
export function relativeTime(atMs: number, nowMs: number): string {
  const awayMs = nowMs - atMs;
  if (Math.abs(awayMs) < nowWithinMs) return 'now';
  return awayMs > 0 ? `${formatDuration(awayMs)} ago` : `in ${formatDuration(-awayMs)}`;
}

/** The moment in full, in the reader's own time zone. */
export function absoluteTime(atMs: number): string {
  return whole.format(atMs);
}

/** "03:12" within a day of now, else with its date. */
export function clockTime(atMs: number, nowMs: number): string {
  return Math.abs(nowMs - atMs) < dayMs ? clock.format(atMs) : dayAndClock.format(atMs);
}

export function clockTimeWithSeconds(atMs: number): string {
  return clockWithSeconds.format(atMs);
}
