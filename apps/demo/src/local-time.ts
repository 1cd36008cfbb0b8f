const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant (Unix ms) as the wall clock of the bank's seat with its offset: `2026-03-29T01:30:00+01:00`. */
export function localTime(atMs: number): string {
  const wall = wallTime(atMs);
  const offsetMinutes = (Date.parse(`${wall}Z`) - Math.floor(atMs / 1000) * 1000) / 60_000;
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${wall}${sign}${twoDigits(Math.abs(offsetMinutes) / 60)}:${twoDigits(Math.abs(offsetMinutes) % 60)}`;
}

/** The classic mistake: the same wall clock, claimed to be UTC. */
export function localTimeWithoutItsZone(atMs: number): string {
  return `${wallTime(atMs)}Z`;
}

function wallTime(atMs: number): string {
  return wallClock.format(atMs).replace(' ', 'T');
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
