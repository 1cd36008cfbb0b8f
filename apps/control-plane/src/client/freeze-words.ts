import type { FreezeRow } from '../contract.ts';
import { absoluteTime } from './time-words.ts';

/** When a freeze holds. */
export function windowWords(window: FreezeRow['window']): string {
  if (window.kind === 'dated') return `${absoluteTime(window.fromMs)} to ${absoluteTime(window.untilMs)}`;
  const { fromDay, from, untilDay, until, timeZone } = window;
  return `Each week from ${capital(fromDay)} ${from} to ${capital(untilDay)} ${until}, ${timeZone}`;
}

/** Whether clocks of this name are known here. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
