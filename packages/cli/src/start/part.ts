import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';
import { LogFile } from './log-file.ts';

export interface PartPlan {
  name: string;
  /** File that the child runs. */
  entry: string;
  args: readonly string[];
  /** Flags of Node itself. */
  nodeFlags?: readonly string[];
  env: Readonly<Record<string, string>>;
  logDir: string;
  verbose: boolean;
  readyTimeoutMs: number;
}

/** One running child process. `ready` is the message it sent when it could take work. */
export interface Part {
  name: string;
  pid: number;
  ready: Readonly<Record<string, unknown>>;
  exited: Promise<string>;
  send(message: Record<string, unknown>): void;
  stop(timeoutMs: number): Promise<void>;
}

/** Starts a part and waits until it says that it is ready; a part that ends before is a clear error. */
export async function startPart(plan: PartPlan, signal: AbortSignal): Promise<Part> {
  signal.throwIfAborted();
  const log = new LogFile(join(plan.logDir, `${plan.name}.log`), (what) => console.error(what));
  // Its own process group: ctrl-C reaches this process alone, which then stops the parts in their order.
  const child = fork(plan.entry, [...plan.args], {
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    execArgv: [...(plan.nodeFlags ?? [])],
  });
  const lastLine = relay(child, log, plan.verbose);
  const exited = once(child, 'exit').then(([code, signal]) => {
    log.close();
    return signal ? `signal ${signal}` : `exit code ${code}`;
  });
  const ready = await Promise.race([
    readyMessage(child),
    exited.then((how) => new UserError(`${plan.name} did not start: ${lastLine() ?? how}`)),
    timeout(plan.readyTimeoutMs).then(
      () => new UserError(`${plan.name} was not ready in ${plan.readyTimeoutMs / 1000} s; see ${log.path}`),
    ),
    once(signal, 'abort').then(() => new UserError(`${plan.name} was stopped while it started`)),
  ]);
  if (ready instanceof UserError) {
    await stop(child, 10_000);
    throw ready;
  }
  return {
    name: plan.name,
    pid: child.pid ?? 0,
    ready,
    exited,
    send: (message) => child.connected && child.send(message),
    stop: (timeoutMs) => stop(child, timeoutMs),
  };
}

function readyMessage(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (isRecord(message) && message.type === 'ready') resolve(message);
    });
  });
}

/** Copies the child's output to its log and remembers the last line it wrote to stderr. */
function relay(child: ChildProcess, log: LogFile, verbose: boolean): () => string | null {
  let tail = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    log.write(chunk);
    if (verbose) process.stdout.write(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    log.write(chunk);
    if (verbose) process.stderr.write(chunk);
    tail = (tail + chunk.toString('utf8')).slice(-4_096);
  });
  return () =>
    tail
      .trimEnd()
      .split('\n')
      .at(-1)
      ?.replace(/^delta-guard[^:]*: /, '') || null;
}

async function stop(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await gone;
  clearTimeout(killer);
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
