import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Logs as JSON lines, or readable on a terminal. */
export function createLog(level: string): Logger {
  const options = { level, base: null };
  if (process.stdout.isTTY) return pino(options, pretty({ colorize: true, sync: true }));
  return pino(options, pino.destination({ dest: 1, sync: true }));
}
