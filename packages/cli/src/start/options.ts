import { z } from 'zod';
import { UserError } from '../user-error.ts';

/** As the proxy takes them. */
const bodiesKept = ['full', 'differing', 'none'] as const;

const port = (option: string) => {
  const message = `${option}: expected a port from 0 to 65535`;
  return z.string().regex(/^\d+$/, message).transform(Number).pipe(z.number().max(65_535, message));
};

const origin = (option: string) =>
  z.string().superRefine((text, context) => {
    const reason = whyNotAnOrigin(text);
    if (reason) context.addIssue({ code: 'custom', message: `${option}: ${reason}` });
  });

const schema = z.object({
  legacy: origin('--legacy').optional(),
  candidate: origin('--candidate').optional(),
  port: port('--port'),
  proxyPort: port('--proxy-port'),
  dataDir: z.string().min(1, '--data-dir: expected a folder'),
  rate: z.coerce
    .number({ error: '--rate: expected requests a second, from 1 to 2000' })
    .min(1, '--rate: expected requests a second, from 1 to 2000')
    .max(2000, '--rate: expected requests a second, from 1 to 2000'),
  bodies: z.enum(bodiesKept, `--bodies: expected one of ${bodiesKept.join(', ')}`).optional(),
  traffic: z.boolean(),
  verbose: z.boolean(),
});

export interface StartOptions {
  /** Null: the sample ledger is started. */
  upstreams: { legacy: string; candidate: string } | null;
  port: number;
  proxyPort: number;
  dataDir: string;
  rate: number;
  /** What samples keep of bodies at most; null leaves it to the proxy's own settings. */
  bodies: (typeof bodiesKept)[number] | null;
  traffic: boolean;
  verbose: boolean;
  /** Null: the embedded database. */
  databaseUrl: string | null;
}

/** Reads what the command line and the environment gave; every mistake is named at once. */
export function parseStartOptions(given: unknown, environment: NodeJS.ProcessEnv): StartOptions {
  const parsed = schema.safeParse(given);
  const mistakes = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  const databaseUrl = environment.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    mistakes.push('DATABASE_URL: expected postgres://user:password@host:port/database');
  }
  if (!parsed.success) throw new UserError(mistakes.join('; '));
  const { legacy, candidate, bodies, ...rest } = parsed.data;
  if ((legacy === undefined) !== (candidate === undefined)) {
    mistakes.push(
      `--legacy and --candidate go together; ${legacy === undefined ? '--legacy' : '--candidate'} is missing`,
    );
  }
  if (rest.port !== 0 && rest.port === rest.proxyPort)
    mistakes.push(`--port and --proxy-port are both ${rest.port}`);
  if (mistakes.length > 0) throw new UserError(mistakes.join('; '));
  const upstreams = legacy !== undefined && candidate !== undefined ? { legacy, candidate } : null;
  // The sample's bodies hold nothing of anybody.
  return { ...rest, upstreams, bodies: bodies ?? (upstreams === null ? 'full' : null), databaseUrl };
}

function whyNotAnOrigin(text: string): string | null {
  const url = URL.parse(text);
  if (!url) return `"${text}" is not a URL; expected for example http://127.0.0.1:9001`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `"${text}": only http and https can be guarded`;
  if (url.pathname !== '/' || url.search || url.hash)
    return `"${text}": expected an origin without path or query`;
  if (url.username || url.password) return 'a URL with a user or password is not taken';
  return null;
}
