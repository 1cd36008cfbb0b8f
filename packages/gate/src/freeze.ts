import { Zone } from './zoned-time.ts';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** Each week, by the clocks of a place: from Friday 16:00 until Monday 08:00 of `Europe/Berlin`. */
export interface WeeklyFreeze {
  kind: 'weekly';
  fromDay: Weekday;
  /** `HH:MM`, as is `until`. */
  from: string;
  untilDay: Weekday;
  until: string;
  /** A name of the IANA time zone database. */
  timeZone: string;
}

/** Once, between two instants in Unix ms. */
export interface DatedFreeze {
  kind: 'dated';
  fromMs: number;
  untilMs: number;
}

/** From now on, until somebody lifts it. */
export interface StopFreeze {
  kind: 'stop';
}

export type FreezeWindow = WeeklyFreeze | DatedFreeze | StopFreeze;

export interface Freeze {
  window: FreezeWindow;
  reason: string;
}

export interface FreezeState {
  frozen: boolean;
  /** Unix ms at which it ends by itself, whatever overlaps or follows at once; null where it does not, or there is none. */
  untilMs: number | null;
  /** One sentence for each freeze in force, or one that says that there is none. */
  words: string;
}

/** Freezes that follow each other without a gap are one, up to so many; more never end. */
const chainMax = 60;

/** Whether promotions are frozen at an instant. Rollbacks never are. Windows without fault only: `checkFreeze` comes first. */
export function frozenAt(freezes: readonly Freeze[], nowMs: number): FreezeState {
  const inForce = freezes.filter(({ window }) => endOf(window, nowMs) !== null);
  if (inForce.length === 0) return { frozen: false, untilMs: null, words: 'No freeze is in force.' };
  const words = inForce.map((freeze) => `${windowInWords(freeze.window)}: ${freeze.reason}.`).join(' ');
  return { frozen: true, untilMs: endOfChain(freezes, nowMs), words };
}

function endOfChain(freezes: readonly Freeze[], nowMs: number): number | null {
  let atMs = nowMs;
  for (let links = 0; links <= chainMax; links += 1) {
    const ends = freezes.map(({ window }) => endOf(window, atMs)).filter((end) => end !== null);
    if (ends.length === 0) return atMs;
    atMs = Math.max(...ends);
    if (atMs === Number.POSITIVE_INFINITY) return null;
  }
  return null;
}

/** When the window that holds this instant ends; null where the instant is in none. */
function endOf(window: FreezeWindow, nowMs: number): number | null {
  switch (window.kind) {
    case 'stop':
      return Number.POSITIVE_INFINITY;
    case 'dated':
      return nowMs >= window.fromMs && nowMs < window.untilMs ? window.untilMs : null;
    case 'weekly':
      return endOfWeekly(window, nowMs);
  }
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const weekMs = 7 * dayMs;

/** A time that the wall shows twice begins a freeze the first time and ends it the second: the longer is the safer. */
function endOfWeekly(window: WeeklyFreeze, nowMs: number): number | null {
  const zone = new Zone(window.timeZone);
  const startMs = sinceMonday(window.fromDay, window.from);
  const lengthMs = (sinceMonday(window.untilDay, window.until) - startMs + weekMs) % weekMs;
  const mondayMs = mondayBefore(zone.wallMs(nowMs));
  for (const weeks of [-1, 0, 1]) {
    const fromWallMs = mondayMs + weeks * weekMs + startMs;
    const untilMs = zone.instantMs(fromWallMs + lengthMs, 'last');
    if (nowMs < untilMs && nowMs >= zone.instantMs(fromWallMs, 'first')) return untilMs;
  }
  return null;
}

/** Unix time began on a Thursday. */
function mondayBefore(wallMs: number): number {
  const days = Math.floor(wallMs / dayMs);
  return (days - ((((days + 3) % 7) + 7) % 7)) * dayMs;
}

function sinceMonday(day: Weekday, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return weekdays.indexOf(day) * dayMs + (hours * 60 + minutes) * minuteMs;
}

function windowInWords(window: FreezeWindow): string {
  switch (window.kind) {
    case 'stop':
      return 'Promotions are stopped until somebody lifts it';
    case 'dated':
      return `Promotions are frozen from ${isoOf(window.fromMs)} until ${isoOf(window.untilMs)}`;
    case 'weekly':
      return `Promotions are frozen each week from ${capital(window.fromDay)} ${window.from} until ${capital(window.untilDay)} ${window.until} (${window.timeZone})`;
  }
}

/** What is wrong with a window, one sentence each; empty where it can be used. */
export function checkFreeze(window: FreezeWindow): string[] {
  switch (window.kind) {
    case 'stop':
      return [];
    case 'dated':
      return checkDated(window);
    case 'weekly':
      return checkWeekly(window);
  }
}

function checkDated({ fromMs, untilMs }: DatedFreeze): string[] {
  const isTime = (ms: number) => Number.isFinite(ms) && Math.abs(ms) <= 8.64e15;
  if (!isTime(fromMs) || !isTime(untilMs)) return ['fromMs and untilMs must be times in Unix ms.'];
  return untilMs > fromMs ? [] : ['untilMs must be after fromMs.'];
}

function checkWeekly(window: WeeklyFreeze): string[] {
  const problems: string[] = [];
  for (const name of ['from', 'until'] as const) {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(window[name])) {
      problems.push(`${name} must be a time of day as 16:00, not ${window[name]}.`);
    }
  }
  for (const name of ['fromDay', 'untilDay'] as const) {
    if (!weekdays.includes(window[name])) problems.push(`${name} must be one of ${weekdays.join(', ')}.`);
  }
  if (window.fromDay === window.untilDay && window.from === window.until) {
    problems.push(
      'A weekly freeze must end at another time than it begins: for one without end use the stop.',
    );
  }
  if (!isTimeZone(window.timeZone)) {
    problems.push(`timeZone must be a name of the IANA database as Europe/Berlin, not ${window.timeZone}.`);
  }
  return problems;
}

function isTimeZone(name: string): boolean {
  try {
    new Zone(name);
    return true;
  } catch {
    return false;
  }
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
