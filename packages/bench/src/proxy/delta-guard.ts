import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '@delta-guard/proxy/node-flags';
import { ControlServer, config, route, testToken } from '@delta-guard/proxy/testing/control-server';
import { ignoredField } from './bodies.ts';
import { type Contestant, type Lab, ready } from './lab.ts';

export interface DeltaGuard extends Contestant {
  /** The control plane's end: stores what the proxy reports and acks it. */
  control: ControlServer;
}

const ignoreRule = {
  id: '00000000-0000-4000-8000-0000000000aa',
  routeId: null,
  place: { in: 'body', path: `$.${ignoredField}` },
  action: { do: 'ignore' },
} as const;

/** The proxy as a process, with its route in this stage, an ignore rule, tallies, spool and a control plane that acks. */
export async function startDeltaGuard(lab: Lab, stage: 'off' | 'shadow' = 'shadow'): Promise<DeltaGuard> {
  const dataDir = path.join(lab.folder, `delta-guard-${stage}`);
  await mkdir(dataDir);
  const tokenFile = path.join(dataDir, 'token');
  await writeFile(tokenFile, testToken, { mode: 0o600 });
  const control = await new ControlServer().start();
  lab.onClose(() => control.close());
  const child = lab.processes.start('measured', [process.execPath, ...programAndFlags()], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DELTA_GUARD_LEGACY: `http://127.0.0.1:${lab.origins.legacy}`,
      DELTA_GUARD_CANDIDATE: `http://127.0.0.1:${lab.origins.candidate}`,
      DELTA_GUARD_PORT: '0',
      DELTA_GUARD_CONTROL_URL: control.url,
      DELTA_GUARD_TOKEN_FILE: tokenFile,
      DELTA_GUARD_DATA_DIR: dataDir,
      DELTA_GUARD_LOG_LEVEL: 'error',
    },
  });
  const { port } = await ready(child);
  await control.apply(config(1, [route(1, '/accounts/:id/orders', stage)], [ignoreRule]));
  return { name: 'delta-guard', port, pid: child.pid ?? 0, control };
}

/** Flags for Node can be given for a profile: `NODE_OPTIONS=--cpu-prof`. */
function programAndFlags(): string[] {
  return [...nodeFlags, fileURLToPath(import.meta.resolve('@delta-guard/proxy/main'))];
}
