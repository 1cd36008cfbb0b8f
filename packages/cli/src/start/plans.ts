import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '@delta-guard/proxy/node-flags';
import type { DataDir } from './data-dir.ts';
import type { StartOptions } from './options.ts';
import type { SupervisedPlan } from './supervisor.ts';

export interface Upstreams {
  legacy: string;
  candidate: string;
}

export type Plan = Omit<SupervisedPlan, 'logDir' | 'verbose'>;

/** How each part is started: what it is given, and what it keeps when it is started again. */
export function databasePlan(dir: DataDir): Plan {
  return {
    name: 'database',
    entry: fileURLToPath(new URL('../database-main.ts', import.meta.url)),
    args: [dir.database],
    env: {},
    again: (ready) => ({ args: [dir.database, new URL(String(ready.url)).port], env: {} }),
    readyTimeoutMs: 60_000,
  };
}

export function controlPlanePlan(options: StartOptions, dir: DataDir, databaseUrl: string): Plan {
  const env = (port: number) => ({
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    TOKEN_FILE: dir.tokenFile,
  });
  return {
    name: 'control-plane',
    entry: fileURLToPath(import.meta.resolve('@delta-guard/control-plane/main')),
    args: [],
    env: env(options.port),
    again: (ready) => ({ args: [], env: env(Number(ready.port)) }),
    readyTimeoutMs: 60_000,
  };
}

export function demoPlan(): Plan {
  const portOf = (url: unknown) => new URL(String(url)).port;
  return {
    name: 'demo',
    entry: fileURLToPath(import.meta.resolve('@delta-guard/demo/main')),
    args: [],
    env: {},
    again: (ready) => ({
      args: [
        ...['--legacy-port', portOf(ready.legacyUrl)],
        ...['--candidate-port', portOf(ready.candidateUrl)],
        ...['--control-port', portOf(ready.controlUrl)],
      ],
      env: {},
    }),
    readyTimeoutMs: 60_000,
  };
}

export function proxyPlan(
  options: StartOptions,
  dir: DataDir,
  to: Upstreams & { controlPort: number },
): Plan {
  const args = (port: number) => [
    ...['--legacy', to.legacy, '--candidate', to.candidate],
    ...['--port', String(port)],
    ...['--control-url', `ws://127.0.0.1:${to.controlPort}/ingest`],
    ...['--token-file', dir.tokenFile, '--data-dir', dir.proxy],
    ...['--instance', hostname().slice(0, 128)],
    ...(options.bodies === null ? [] : ['--bodies', options.bodies]),
  ];
  return {
    name: 'proxy',
    entry: fileURLToPath(import.meta.resolve('@delta-guard/proxy/main')),
    args: args(options.proxyPort),
    nodeFlags,
    env: {},
    again: (ready) => ({ args: args(Number(ready.port)), env: {} }),
    readyTimeoutMs: 60_000,
  };
}
