import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ignoredField } from './bodies.ts';
import type { Contestant, Lab } from './lab.ts';
import { forwardConfig } from './nginx-config.ts';
import { freePort, listening } from './ports.ts';

export type PeerName = 'nginx' | 'nginx-plain' | 'go';

/** Starts those of the named peers that this machine has. */
export async function startPeers(lab: Lab, names: readonly PeerName[]): Promise<Contestant[]> {
  const started: Contestant[] = [];
  for (const name of names) {
    const peer = name === 'go' ? await startGo(lab) : await startNginxPeer(lab, name);
    if (peer !== null) started.push(peer);
  }
  return started;
}

async function startNginxPeer(lab: Lab, name: 'nginx' | 'nginx-plain'): Promise<Contestant | null> {
  const { nginx } = lab.programs;
  if (nginx === null) return null;
  const port = await freePort();
  const folder = path.join(lab.folder, name);
  await mkdir(folder);
  const text = forwardConfig(folder, { port, origins: lab.origins, mirror: name === 'nginx' });
  const child = await lab.startNginx('measured', name, { nginx, text });
  await listening(port, name);
  return { name, port, pid: child.pid ?? 0 };
}

async function startGo(lab: Lab): Promise<Contestant | null> {
  const { go } = lab.programs;
  if (go === null) return null;
  const source = fileURLToPath(new URL('./go-fan-out/', import.meta.url));
  const program = path.join(lab.folder, 'go-fan-out');
  await lab.processes.output('surroundings', [go, 'build', '-o', program, '.'], {
    cwd: source,
    env: { HOME: lab.folder, ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  });
  const port = await freePort();
  const origins = [lab.origins.legacy, lab.origins.candidate].map((at) => `http://127.0.0.1:${at}`);
  const child = lab.processes.start('measured', [program, `127.0.0.1:${port}`, ...origins, ignoredField], {
    env: { ...process.env, GOMAXPROCS: '1' },
  });
  await listening(port, 'the Go fan-out');
  return { name: 'go', port, pid: child.pid ?? 0 };
}
