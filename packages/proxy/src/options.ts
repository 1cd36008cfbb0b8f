import { hostname } from 'node:os';
import path from 'node:path';
import { bodiesKept } from '@delta-guard/protocol';
import { z } from 'zod';
import { trustedProxies } from './http/trusted-proxies.ts';
import { knownKeys } from './options/known-keys.ts';
import { count, port, workerCount } from './options/numbers.ts';
import { listenerTls } from './options/tls-options.ts';
import { tracing } from './options/tracing-options.ts';
import { upstream } from './options/upstream-options.ts';

const controlUrl = z.string().refine((text) => URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol), {
  error: 'expected a URL such as ws://127.0.0.1:4000/ingest',
});

const megabyte = 1024 * 1024;

/** Bounds of one proxy; every queue, buffer and wait has its own. */
export const limitsSchema = knownKeys({
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
  controlInFlightMax: count.default(32),
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
  spoolBytesMax: count.default(1_024 * megabyte),
  drainMs: count.default(30_000),
  drainIdleMs: count.default(1_000),
  ackWaitMs: count.default(5_000),
  /** How often certificate files are looked at. */
  certificateCheckMs: count.default(5_000),
});
export type ProxyLimits = z.infer<typeof limitsSchema>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const optionsSchema = knownKeys({
  legacy: upstream,
  candidate: upstream,
  /** A second instance of the legacy, to measure noise. */
  control: upstream.optional(),
  port: port.default(8080),
  host: z.string().min(1).default('127.0.0.1'),
  /** Without it clients are served plain HTTP. */
  tls: listenerTls.optional(),
  /** Without it the proxy serves what it has on disk and reports to nobody. */
  controlUrl: controlUrl.optional(),
  tokenFile: z.string().min(1).optional(),
  dataDir: z.string().min(1).default('.delta-guard/proxy'),
  /** What waits for the control plane; in the data folder where it is not named. Shared by all workers. */
  spoolDir: z.string().min(1).optional(),
  gateway: z.string().min(1).max(64).default('default'),
  instance: z.string().min(1).max(128).default(hostname()),
  adminPort: port.default(0),
  adminHost: z.string().min(1).default('127.0.0.1'),
  /** Processes that serve clients, each an instance of its own. */
  workers: workerCount.default(1),
  /** What samples keep of bodies. A route can keep less by the control plane, never more: what is kept leaves this host. */
  bodies: z.enum(bodiesKept, `expected one of ${bodiesKept.join(', ')}`).default('differing'),
  /** Names of fields, parameters and headers that are secret besides those that are known. */
  secretNames: z
    .array(
      z
        .string()
        .regex(/[\p{L}\p{N}].*[\p{L}\p{N}]/u, 'expected at least two letters or digits')
        .max(64),
    )
    .max(256)
    .default([]),
  logLevel: z.enum(logLevels, `expected one of ${logLevels.join(', ')}`).default('info'),
  trustedProxies: z
    .preprocess(
      (given: string | string[]) => (typeof given === 'string' ? given.split(/[\s,]+/) : given),
      z.array(z.string()),
    )
    .default([])
    .superRefine((cidrs, context) => {
      for (const cidr of cidrs) {
        const parsed = trustedProxies([cidr]);
        if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.reason });
      }
    }),
  /** Without it nothing is traced, and what callers say of traces is passed on as it is. */
  tracing: tracing.optional(),
  limits: limitsSchema.prefault({}),
}).superRefine(
  (options, context) => {
    if (options.controlUrl !== undefined && options.tokenFile === undefined) {
      const message = 'needed where a control URL is given';
      context.addIssue({ code: 'custom', path: ['tokenFile'], message });
    }
  },
  // Other mistakes do not hide this one.
  { when: () => true },
);

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

/** How an option is called where it was given. */
export type NameOf = (path: readonly PropertyKey[]) => string;

/** Parses options and reports every mistake at once. */
export function parseOptions(options: unknown): ParsedOptions {
  const parsed = readOptions(options, (path) => path.map(String).join('.'));
  if (parsed.ok) return parsed.options;
  throw new OptionsError(parsed.mistakes);
}

export type ReadOptions = { ok: true; options: ParsedOptions } | { ok: false; mistakes: readonly string[] };

/** Parses options; each mistake begins with the option's name. */
export function readOptions(options: unknown, nameOf: NameOf): ReadOptions {
  const parsed = optionsSchema.safeParse(options, { error: isMissing });
  if (parsed.success) return { ok: true, options: parsed.data };
  return { ok: false, mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, nameOf)) };
}

function mistakesOf(issue: z.core.$ZodIssue, nameOf: NameOf): string[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, at) => `${nameOf([...issue.path, key])}: ${messages[at]}`);
  }
  return [`${nameOf(issue.path)}: ${issue.message}`];
}

function isMissing(issue: z.core.$ZodRawIssue): string | null {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : null;
}

/** Where spools lie, each in a folder of its own. */
export function spoolDirOf({ spoolDir, dataDir }: Pick<ParsedOptions, 'spoolDir' | 'dataDir'>): string {
  return spoolDir ?? path.join(dataDir, 'spools');
}
