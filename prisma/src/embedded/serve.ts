import { type ChildProcess, spawn } from 'node:child_process';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './initialise.ts';
import type { RunAs } from './run-as.ts';

/** Somebody else listens on the port. */
export class PortInUse extends Error {
  constructor(port: number) {
    super(`port ${port} is in use by another program`);
  }
}

const startTimeoutMs = 60_000;
const logLengthMax = 8_192;

/** Starts the server and resolves once it takes connections. Only the loopback reaches it, and no Unix socket is made. */
export function serve(plan: {
  cluster: Cluster;
  binaries: Binaries;
  runAs: RunAs;
  port: number;
  onLog?: ((text: string) => void) | undefined;
}): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(plan.port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    wal_compression: 'on',
    jit: 'off',
    log_min_messages: 'warning',
    log_line_prefix: '',
    logging_collector: 'off',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const child = spawn(plan.binaries.postgres, ['-D', plan.cluster.folder, ...flags], {
      ...plan.runAs,
      cwd: '/',
      // Out of the terminal's process group: ctrl-C is for those who stop it in order.
      detached: process.platform !== 'win32',
      env: { ...process.env, LC_MESSAGES: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGQUIT'), startTimeoutMs);
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = `${log}${text}`.slice(-logLengthMax);
      plan.onLog?.(text);
      if (!log.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      resolve(child);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (log.includes('Address already in use')) reject(new PortInUse(plan.port));
      else reject(new Error(`PostgreSQL did not start (${code ?? signal}): ${lastWords(log)}`));
    });
  });
}

function lastWords(log: string): string {
  const lines = log.split('\n').filter((line) => /FATAL|ERROR|PANIC|HINT/.test(line));
  return (lines.length > 0 ? lines.join(' ') : log).trim();
}
