import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Programs } from './programs.ts';

/** What is measured has a core to itself; load and origins share the others. */
export type Place = 'measured' | 'surroundings';

/** All processes of a run: each is pinned to its place, and none outlives the run. */
export class Processes {
  readonly #taskset: string | null;
  readonly #children = new Set<ChildProcess>();
  readonly #killAll = () => {
    for (const child of this.#children) child.kill('SIGKILL');
  };

  constructor({ taskset }: Pick<Programs, 'taskset'>) {
    this.#taskset = availableParallelism() > 1 ? taskset : null;
    process.on('exit', this.#killAll);
  }

  start(place: Place, command: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const pin = this.#taskset === null ? [] : [this.#taskset, '-c', cores(place)];
    const [program = '', ...args] = [...pin, ...command];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Runs a program to its end and gives what it printed. Throws where it fails. */
  async output(place: Place, command: readonly string[], options: SpawnOptions = {}): Promise<string> {
    const child = this.start(place, command, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
    return text;
  }

  /** Ends all that still runs. */
  async close(): Promise<void> {
    const ended = [...this.#children].map((child) => once(child, 'exit'));
    this.#killAll();
    await Promise.all(ended);
    process.off('exit', this.#killAll);
  }
}

function cores(place: Place): string {
  return place === 'measured' ? '0' : `1-${availableParallelism() - 1}`;
}
