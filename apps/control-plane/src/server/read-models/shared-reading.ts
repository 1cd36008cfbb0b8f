import type { ServerContext } from '../context.ts';

type Read<T> = (context: ServerContext) => Promise<T>;

/**
 * A reading that runs once at a time, however many ask: each hint makes all open pages ask in the same moment. Whoever asks
 * while one runs is given the next one, with all others who did, so that no answer is older than its question.
 */
export function sharedReading<T>(read: Read<T>): Read<T> {
  const readings = new WeakMap<ServerContext, { running: Promise<T>; next: Promise<T> | null }>();
  const start = (context: ServerContext): Promise<T> => {
    const running = read(context);
    const reading = { running, next: null };
    readings.set(context, reading);
    const end = () => {
      if (readings.get(context) === reading && reading.next === null) readings.delete(context);
    };
    running.then(end, end);
    return running;
  };
  return (context) => {
    const reading = readings.get(context);
    if (reading === undefined) return start(context);
    const begin = () => start(context);
    reading.next ??= reading.running.then(begin, begin);
    return reading.next;
  };
}
