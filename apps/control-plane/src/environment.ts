import path from 'node:path';
import { z } from 'zod';

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];

/** Long enough that nobody guesses it. */
export const tokenPattern = /^[\x21-\x7e]{32,512}$/;

const databaseAddress = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected postgresql://user:password@host:port/database',
});

/** One mistake, and one sentence for it, whichever bound or shape was missed. */
function numberWithin(min: number, max: number, what: string) {
  const error = `expected ${what} from ${min} to ${max}`;
  return z.coerce.number(error).min(min, { error, abort: true }).max(max, { error, abort: true });
}

function wholeNumber(min: number, max: number, what: string) {
  return numberWithin(min, max, what).int(`expected ${what} from ${min} to ${max}`);
}

const environmentSchema = z.object({
  DATABASE_URL: databaseAddress.describe('the database to keep everything in'),
  /** Locks of a session and LISTEN do not hold behind a pooler that hands connections out by transaction. */
  DATABASE_DIRECT_URL: databaseAddress.optional(),
  PORT: wholeNumber(0, 65_535, 'a port').default(4_000),
  /** Anyone who reaches the pages may promote: until accounts exist only this machine may. */
  HOST: z
    .string()
    .default('127.0.0.1')
    .refine(
      (host) => loopbackHosts.includes(host),
      'only 127.0.0.1, ::1 or localhost, until there are accounts',
    ),
  TOKEN_FILE: z
    .string('expected the path of the file with the proxy token')
    .min(1, 'expected the path of the file with the proxy token')
    .transform((file) => path.resolve(file)),
  /** What pipelines show when they announce a build; without one they cannot. */
  DELTA_GUARD_API_TOKEN: z
    .string()
    .regex(tokenPattern, 'expected at least 32 characters without blanks')
    .optional(),
  DELTA_GUARD_API_TOKEN_FILE: z
    .string()
    .min(1)
    .transform((file) => path.resolve(file))
    .optional(),
  KEEP_DELTAS_DAYS: wholeNumber(1, 3_650, 'a whole number of days').default(30),
  KEEP_DELTAS_GB: numberWithin(0.001, 100_000, 'a number of GiB').default(50),
  KEEP_DELTAS_PER_SIGNATURE: wholeNumber(1, 1_000_000, 'a whole number of samples').default(1_000),
  PAGES: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
});
export type Environment = z.infer<typeof environmentSchema>;

export const environmentHelp = `The control plane of Delta Guard: pages, tRPC and the links of the proxies, in one process.
It is told by environment variables:

  DATABASE_URL  postgresql://user:password@host:port/database, PostgreSQL 17 (needed)
  DATABASE_DIRECT_URL  the same database without the pooler in between, where there is one
  TOKEN_FILE    file with the token that proxies show, 32 characters or more (needed)
  PORT          port, 4000
  HOST          127.0.0.1; another address than this machine's own is refused until there are accounts
  DELTA_GUARD_API_TOKEN       what pipelines show for POST /api/v1/builds, 32 characters or more; none: they cannot
  DELTA_GUARD_API_TOKEN_FILE  file that holds it instead
  KEEP_DELTAS_DAYS, KEEP_DELTAS_GB, KEEP_DELTAS_PER_SIGNATURE
                how long and how much of the samples is kept: 30, 50, 1000
  PAGES         on, or off for tRPC and links alone
  LOG_LEVEL     fatal, error, warn, info (default), debug, trace or silent
`;

/** Reads what this program is told by its environment. Throws one line per bad value, that names it. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path: [name], message }) => {
    const missing = variables[String(name)] === undefined;
    return `${String(name)}: ${missing ? 'is not set, ' : ''}${message}`;
  });
  throw new Error(lines.join('\n'));
}
