import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Side } from './bodies.ts';
import { bodyOf } from './bodies.ts';
import type { Load, LoadResult } from './load.ts';
import type { OriginPorts } from './nginx-config.ts';
import { originConfig } from './nginx-config.ts';
import { freePort, listening } from './ports.ts';
import { Processes } from './processes.ts';
import type { Programs } from './programs.ts';
import { parseWrk, type WrkResult } from './wrk.ts';

/** A proxy that takes part in a case. */
export interface Contestant {
  name: string;
  port: number;
  pid: number;
}

export interface LabOptions {
  programs: Programs;
  bodyBytes: number;
  /** How long the candidate takes for each answer; 0 by default. */
  candidateDelayMs?: number;
}

interface Ready {
  type: 'ready';
  port: number;
}

/** The surroundings of one case: a folder of its own, the two origins, the loads, and all processes started for it. */
export class Lab {
  readonly programs: Programs;
  readonly processes: Processes;
  readonly folder: string;
  readonly #closers: (() => Promise<void>)[] = [];
  #origins: OriginPorts = { legacy: 0, candidate: 0 };

  private constructor(programs: Programs, folder: string) {
    this.programs = programs;
    this.processes = new Processes(programs);
    this.folder = folder;
  }

  /** Runs a case in a lab of its own, which is gone afterwards whatever happens. */
  static async with<T>(options: LabOptions, work: (lab: Lab) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-bench-'));
    const lab = new Lab(options.programs, folder);
    try {
      lab.#origins = await lab.#startOrigins(options);
      return await work(lab);
    } finally {
      await lab.processes.close();
      for (const close of lab.#closers) await close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  }

  get origins(): OriginPorts {
    return this.#origins;
  }

  /** What else is to be closed with the lab. */
  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** The most that clients without pause can get answered. */
  async closedLoad(
    port: number,
    { clients, seconds }: { clients: number; seconds: number },
  ): Promise<WrkResult> {
    if (this.programs.wrk === null)
      return await this.load({
        port,
        clients,
        durationMs: seconds * 1_000,
        pace: { kind: 'closed', thinkMs: 0 },
      });
    const url = `http://127.0.0.1:${port}/accounts/42/orders`;
    const command = [this.programs.wrk, '-t1', `-c${clients}`, `-d${seconds}s`, url];
    return parseWrk(await this.processes.output('surroundings', command));
  }

  async load(load: Load): Promise<LoadResult> {
    const program = fileURLToPath(new URL('./load-program.ts', import.meta.url));
    const command = [process.execPath, program, JSON.stringify(load)];
    return JSON.parse(await this.processes.output('surroundings', command));
  }

  async #startOrigins({ bodyBytes, candidateDelayMs = 0 }: LabOptions): Promise<OriginPorts> {
    const { nginx } = this.programs;
    const slow = candidateDelayMs > 0;
    const candidate = bodyOf('candidate', bodyBytes);
    if (nginx === null) {
      return {
        legacy: await this.#slowOrigin(bodyOf('legacy', bodyBytes), 0),
        candidate: await this.#slowOrigin(candidate, candidateDelayMs),
      };
    }
    const ports = { legacy: await freePort(), candidate: await freePort() };
    const sides: Side[] = ['legacy', 'candidate'];
    for (const side of sides)
      await writeFile(path.join(this.folder, `${side}.json`), bodyOf(side, bodyBytes));
    await this.startNginx('surroundings', 'origin', { nginx, text: originConfig(this.folder, ports) });
    await listening(ports.legacy, 'the origin');
    return slow ? { ...ports, candidate: await this.#slowOrigin(candidate, candidateDelayMs) } : ports;
  }

  async startNginx(
    place: 'measured' | 'surroundings',
    name: string,
    { nginx, text }: { nginx: string; text: string },
  ): Promise<ChildProcess> {
    const file = path.join(this.folder, `${name}.conf`);
    await writeFile(file, text);
    return this.processes.start(place, [nginx, '-p', this.folder, '-c', file, '-e', 'stderr']);
  }

  async #slowOrigin(body: string, delayMs: number): Promise<number> {
    const program = fileURLToPath(new URL('./slow-origin.ts', import.meta.url));
    const child = this.processes.start('surroundings', [process.execPath, program, body, String(delayMs)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return (await ready(child)).port;
  }
}

/** Waits until a program of ours says that it serves. Throws where it ends instead. */
export async function ready(child: ChildProcess): Promise<Ready> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.slice(0, 5).join(' ')} ended with ${code}`);
  });
  const [message]: Ready[] = await Promise.race([once(child, 'message'), ended]);
  if (message === undefined) throw new Error('a program said nothing');
  return message;
}
