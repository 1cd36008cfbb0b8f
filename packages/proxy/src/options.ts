import { hostname } from 'node:os';
import { z } from 'zod';
import { trustedProxies } from './http/trusted-proxies.ts';

const port = z.coerce.number('expected a port number').int().min(0).max(65_535);

const upstreamUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const why = upstreamMistake(url);
  if (url !== null && why === null) return url;
  context.addIssue({ code: 'custom', message: `${why}: ${JSON.stringify(text)}` });
  return z.NEVER;
});

function upstreamMistake(url: URL | null): string | null {
  if (url === null) return 'expected a URL such as http://127.0.0.1:9001';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'expected an http or https URL';
  if (url.username !== '' || url.password !== '')
    return 'a URL of an upstream cannot hold a user or password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'expected an origin without a path';
  return null;
}

const controlUrl = z.string().refine((text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol), {
  error: 'expected a URL such as ws://127.0.0.1:4000/ingest',
});

const megabyte = 1024 * 1024;
const count = z.coerce.number().int().positive();

/** Bounds of one proxy; every queue, buffer and wait has its own. */
const limitsSchema = z.strictObject({
  captureBytesMax: count.default(megabyte),
  requestCopyBytesMax: count.default(megabyte),
  captureTotalBytesMax: count.default(128 * megabyte),
  decodedBytesMax: count.default(8 * megabyte),
  comparisonQueueJobsMax: count.default(256),
  comparisonQueueBytesMax: count.default(64 * megabyte),
  comparisonTimeoutMs: count.default(10_000),
  shadowConnectionsMax: count.default(64),
  shadowInFlightMax: count.default(256),
  shadowBreakerFailures: count.default(10),
  shadowBreakerOpenMs: count.default(1_000),
  shadowBreakerOpenMaxMs: count.default(30_000),
  shadowTimeoutMs: count.default(10_000),
  primaryConnectionsMax: count.default(512),
  primaryPendingMax: count.default(4_096),
  primaryPendingTimeoutMs: count.default(5_000),
  connectTimeoutMs: count.default(5_000),
  headTimeoutMs: count.default(60_000),
  candidateHeadTimeoutMs: count.default(10_000),
  bodyIdleTimeoutMs: count.default(300_000),
  keepAliveTimeoutMs: count.default(75_000),
  headersTimeoutMs: count.default(60_000),
  clientIdleTimeoutMs: count.default(330_000),
  halfClosedWaitMs: count.default(5_000),
  headerBytesMax: count.default(64 * 1024),
  webSocketsMax: count.default(1_024),
  discoveredTemplatesMax: count.default(500),
  deltasPerSignatureAndHour: count.default(20),
  spoolBytesMax: count.default(64 * megabyte),
  drainMs: count.default(30_000),
  ackWaitMs: count.default(5_000),
});
export type ProxyLimits = z.infer<typeof limitsSchema>;

const optionsSchema = z
  .strictObject({
    legacy: upstreamUrl,
    candidate: upstreamUrl,
    port: port.default(8080),
    host: z.string().min(1).default('127.0.0.1'),
    /** Without it the proxy serves what it has on disk and reports to nobody. */
    controlUrl: controlUrl.optional(),
    tokenFile: z.string().min(1).optional(),
    dataDir: z.string().min(1).default('.delta-guard/proxy'),
    gateway: z.string().min(1).max(64).default('default'),
    instance: z.string().min(1).max(128).default(hostname()),
    adminPort: port.default(0),
    /** Processes that serve clients, each an instance of its own. */
    workers: z.coerce.number('expected a number').int().min(1).max(64).default(1),
    logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    trustedProxies: z
      .array(z.string())
      .default([])
      .superRefine((cidrs, context) => {
        const parsed = trustedProxies(cidrs);
        if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.reason });
      }),
    limits: limitsSchema.prefault({}),
  })
  .superRefine((options, context) => {
    if (options.controlUrl !== undefined && options.tokenFile === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['tokenFile'],
        message: 'needed where a control URL is given',
      });
    }
  });

/** What `startProxy` takes: strings and numbers, as flags and the environment give them. */
export type ProxyOptions = z.input<typeof optionsSchema>;
export type ParsedOptions = z.output<typeof optionsSchema>;

/** Options that cannot be used; `mistakes` has one line for each, with the option's name. */
export class OptionsError extends Error {
  readonly code = 'invalidOptions';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`invalid options:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.name = 'OptionsError';
    this.mistakes = mistakes;
  }
}

/** Parses options and reports every mistake at once. `nameOf` says how an option is called where it was given. */
export function parseOptions(
  options: unknown,
  nameOf: (option: string) => string = (option) => option,
): ParsedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new OptionsError(
    parsed.error.issues.map(
      (issue) => `${nameOf(issue.path.join('.'))}: ${missing(issue) ? 'is missing' : issue.message}`,
    ),
  );
}

function missing(issue: z.core.$ZodIssue): boolean {
  return (
    issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message)
  );
}
