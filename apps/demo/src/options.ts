import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { DemoOptions } from './start-demo.ts';
import { ratePerSecondMax, type TrafficAim } from './traffic.ts';

export interface ProgramOptions extends DemoOptions {
  /** Origin that the traffic goes to; undefined as long as nobody named one. */
  traffic?: string;
  rate: number;
}

const defaultRatePerSecond = 60;

export const trafficMessageSchema = z.object({
  type: z.literal('traffic'),
  target: z.string().refine(isOrigin, 'expected an origin such as http://127.0.0.1:8080'),
  ratePerSecond: z.number().min(0).max(ratePerSecondMax).default(defaultRatePerSecond),
}) satisfies z.ZodType<TrafficAim & { type: 'traffic' }>;

/** Reads the command line; a mistake ends the process with one line and exit code 1. */
export function readOptions(argv: readonly string[]): ProgramOptions {
  return new Command('ledger')
    .description('A sample to guard: a legacy ledger, a candidate with switchable faults, and traffic.')
    .option('--host <address>', 'where legacy and candidate listen', '127.0.0.1')
    .option('--legacy-port <port>', 'port of the legacy, 0 for any free one', port, 0)
    .option('--candidate-port <port>', 'port of the candidate, 0 for any free one', port, 0)
    .option('--control-port <port>', 'port on 127.0.0.1 that switches faults and paces traffic', port, 0)
    .option('--traffic <origin>', 'send traffic there, for example http://127.0.0.1:8080', origin)
    .option('--rate <n>', 'requests a second over all routes, 0 to pause', rate, defaultRatePerSecond)
    .parse(argv)
    .opts<ProgramOptions>();
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port from 0 to 65535');
}

function rate(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= ratePerSecondMax) return value;
  throw new InvalidArgumentError(`expected requests a second, from 0 to ${ratePerSecondMax}`);
}

function origin(text: string): string {
  if (isOrigin(text)) return text;
  throw new InvalidArgumentError('expected an origin such as http://127.0.0.1:8080');
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
}
