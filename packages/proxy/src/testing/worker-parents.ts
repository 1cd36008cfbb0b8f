import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { httpServer, json, type TestServer } from './upstream-server.ts';

const program = path.join(import.meta.dirname, '..', 'main.ts');

export interface Parent {
  child: ChildProcess;
  port: number;
  adminPort: number;
  /** Lines of the log, of all processes. */
  lines: { msg: string; [key: string]: unknown }[];
  stderr(): string;
  untilLine(text: string, count?: number): Promise<void>;
}

/** A folder and two upstreams for each test, and the processes that are started in front of them; all end after the test. */
export function workerParents() {
  const children: ChildProcess[] = [];
  let folder = '';
  let upstream: TestServer;
  let candidate: TestServer;
  let hold: (release: () => void) => void;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-workers-'));
    hold = (release) => release();
    candidate = await httpServer((_, response) => json(response, {}));
    upstream = await httpServer((request, response) => {
      const answer = () => json(response, { path: request.url });
      if (request.url === '/slow') hold(answer);
      else answer();
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await upstream.close();
    await candidate.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  function start(args: string[]): ChildProcess {
    const child = fork(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    children.push(child);
    return child;
  }

  const upstreams = () => ['--legacy', upstream.url, '--candidate', candidate.url];

  async function startParent(workers = 2, more: string[] = [], ports = ['--port', '0']): Promise<Parent> {
    const rest = [...ports, '--admin-port', '0', '--data-dir', folder, '--workers', String(workers), ...more];
    const child = start([...upstreams(), ...rest]);
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const lines: Parent['lines'] = [];
    const watchers = new Set<() => void>();
    let pending = '';
    child.stdout?.on('data', (chunk) => {
      const [...whole] = `${pending}${chunk}`.split('\n');
      pending = whole.pop() ?? '';
      for (const line of whole) lines.push(JSON.parse(line));
      for (const watch of watchers) watch();
    });
    const untilLine = (text: string, count = 1) =>
      new Promise<void>((resolve) => {
        const watch = () => {
          if (lines.filter(({ msg }) => msg.includes(text)).length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      });
    const [message] = (await once(child, 'message')) as [{ port: number }];
    await untilLine('all workers serve');
    const adminPort = Number(lines.find(({ msg }) => msg === 'all workers serve')?.adminPort);
    return { child, port: message.port, adminPort, lines, stderr: () => stderr, untilLine };
  }

  return {
    start,
    startParent,
    folder: () => folder,
    upstreams,
    /** Keeps back the next answer to `/slow`; resolves to what lets it go once the request has arrived. */
    holdSlow: () =>
      new Promise<() => void>((resolve) => {
        hold = resolve;
      }),
  };
}

interface Readiness {
  status: string;
  serving: number;
  of: number;
  workers: { slot: number; pid: number; adminPort: number }[];
}

export const readiness = async ({ adminPort }: Parent): Promise<Readiness> =>
  (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).json() as Promise<Readiness>;

export const pidsOf = async (parent: Parent) => (await readiness(parent)).workers.map(({ pid }) => pid);

export async function connectionsOf({ adminPort }: Parent, slot: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  return Number(new RegExp(`client_connections{worker="${slot}"} (\\d+)`).exec(metrics)?.[1]);
}

/** One request on a connection of its own or of the agent; rejects where the connection breaks. */
export function ask(port: number, target: string, agent: http.Agent | false = false): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', path: target, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

/** Asks again and again until told to stop, two on new connections, two on one each that is kept; gives back what went wrong and how many were fine. */
export function askAllTheTime(port: number): { stop(): Promise<{ good: number; bad: string[] }> } {
  let stopped = false;
  const result = { good: 0, bad: [] as string[] };
  const loop = async (agent: http.Agent | false) => {
    while (!stopped) {
      try {
        const status = await ask(port, '/x', agent);
        if (status === 200) result.good += 1;
        else result.bad.push(String(status));
      } catch (error) {
        result.bad.push(String(error));
      }
    }
  };
  const agents = [1, 2].map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const loops = [loop(false), loop(false), ...agents.map(loop)];
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(loops);
      for (const agent of agents) agent.destroy();
      return result;
    },
  };
}

/** Asks whether it is ready, again and again, until told to stop. */
export function probe({ adminPort }: Parent, seen: Set<string>): { stop(): Promise<void> } {
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
      const { status, serving, of } = (await answer.json()) as Readiness;
      seen.add(`${answer.status} ${status} ${serving} of ${of}`);
    }
  };
  const ended = loop();
  return {
    stop: () => {
      stopped = true;
      return ended;
    },
  };
}
