import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Logger, pino } from 'pino';
import type { ProxyOptions } from '../options.ts';
import { type RunningProxy, startProxy } from '../start-proxy.ts';
import { ControlServer, testToken } from './control-server.ts';

type Limits = NonNullable<ProxyOptions['limits']>;

export interface StackOptions {
  legacy: ProxyOptions['legacy'];
  candidate: ProxyOptions['candidate'];
  control?: ProxyOptions['control'];
  limits?: Limits;
  trustedProxies?: string[];
  log?: Logger;
  /** Any other option. */
  options?: Partial<ProxyOptions>;
}

/** A proxy between two upstreams, with a control plane that listens to it. */
export interface Stack {
  proxy: RunningProxy;
  /** Origin of the admin port. */
  adminUrl: string;
  control: ControlServer;
  port: number;
  url: string;
  dataDir: string;
  /** Starts the proxy anew on the same folder, as after a restart of its host. */
  restart(): Promise<RunningProxy>;
  /** Closes the proxy, so that its last second is reported; the control server stays readable. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** What is to end is waited for, however slow the machine: a test that means another bound names it. */
export const testLimits = {
  drainMs: 60_000,
  drainIdleMs: 1,
  ackWaitMs: 60_000,
  comparisonTimeoutMs: 60_000,
};

export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'delta-guard-proxy-'));
  const tokenFile = path.join(dataDir, 'token');
  await writeFile(tokenFile, `${testToken}\n`, { mode: 0o600 });
  const control = await new ControlServer().start();
  const start = () =>
    startProxy(
      {
        legacy: options.legacy,
        candidate: options.candidate,
        ...(options.control !== undefined && { control: options.control }),
        port: 0,
        dataDir,
        tokenFile,
        controlUrl: control.url,
        instance: 'test',
        trustedProxies: options.trustedProxies ?? [],
        limits: { ...testLimits, ...options.limits },
        ...options.options,
      },
      options.log ?? silentLog(),
    );
  const proxy = await start();
  let running = proxy;
  const { port } = proxy.address;
  const adminUrl = `http://127.0.0.1:${proxy.adminAddress.port}`;
  const finish = () => running.close();
  const restart = async () => {
    await running.close();
    control.ackedSeq = 0;
    running = await start();
    return running;
  };
  const close = async () => {
    await finish();
    await control.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  };
  return { proxy, adminUrl, control, port, url: `http://127.0.0.1:${port}`, dataDir, restart, finish, close };
}

/** The same behind further proxies, each with the next as its legacy and its candidate; clients talk to the first. */
export async function startChain(options: StackOptions, proxies: number): Promise<Stack> {
  const last = await startStack(options);
  if (proxies <= 1) return last;
  const before = { ...options, legacy: last.url, candidate: last.url };
  const first = await startChain(before, proxies - 1);
  const close = async () => {
    await first.close();
    await last.close();
  };
  return { ...first, close };
}

function silentLog(): Logger {
  return pino({ level: 'silent' });
}

/** A log whose lines the test can read. */
export function readableLog(): {
  log: Logger;
  lines: { level: number; msg: string; [key: string]: unknown }[];
} {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}
