import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../', import.meta.url));

export interface StepResult {
  code: number;
  output: string;
}

export interface StepOptions {
  /** Pass the output through as it comes. */
  show: boolean;
  /** Folder of the workspace to run in. */
  folder?: string;
}

/** Runs a command of the workspace's own tools and keeps what it printed. */
export async function run(
  command: string,
  args: readonly string[],
  { show, folder = '.' }: StepOptions,
): Promise<StepResult> {
  const cwd = join(root, folder);
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [join(cwd, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(
        delimiter,
      ),
      TURBO_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
    },
  });
  const chunks: Buffer[] = [];
  const keep = (chunk: Buffer) => {
    chunks.push(chunk);
    if (show) process.stdout.write(chunk);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : 1, output: Buffer.concat(chunks).toString('utf8') };
}
