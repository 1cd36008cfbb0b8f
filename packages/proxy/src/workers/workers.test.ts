import { once } from 'node:events';
import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { httpServer } from '../testing/upstream-server.ts';
import {
  ask,
  askAllTheTime,
  connectionsOf,
  pidsOf,
  probe,
  readiness,
  workerParents,
} from '../testing/worker-parents.ts';

const { start, startParent, upstreams, holdSlow } = workerParents();
const keep = closeAfterEach();

describe('a proxy with several workers', { timeout: 180_000 }, () => {
  test('serves clients from all of them on one port, is ready when all are, and says in the log who speaks', async () => {
    const parent = await startParent(3, ['--instance', 'teller']);
    const serving = parent.lines.filter(({ msg }) => msg === 'serving');
    expect(serving.map(({ instance }) => instance).sort()).toEqual(['teller#1', 'teller#2', 'teller#3']);
    const { status, workers } = await readiness(parent);
    expect(status).toBe('ok');
    expect(workers.map(({ slot }) => slot)).toEqual([1, 2, 3]);
    expect(new Set(workers.map(({ adminPort }) => adminPort)).size).toBe(3);
    const metrics = await (await fetch(`http://127.0.0.1:${parent.adminPort}/metrics`)).text();
    for (const slot of [1, 2, 3]) expect(metrics).toContain(`config_revision{worker="${slot}"} 0\n`);
    expect(metrics.match(/# TYPE delta_guard_config_revision gauge/g)).toHaveLength(1);
    for (let at = 0; at < 12; at += 1) expect(await ask(parent.port, '/x')).toBe(200);
  });

  test('replaces a worker that is killed; clients of the others notice nothing', async () => {
    const parent = await startParent(2);
    const [killed = 0, other = 0] = await pidsOf(parent);
    // Keep-alive clients, each bound to one worker.
    const agents = Array.from({ length: 24 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
    for (const agent of agents) expect(await ask(parent.port, '/x', agent)).toBe(200);
    const ofTheOther = await connectionsOf(parent, 2);
    expect((await connectionsOf(parent, 1)) + ofTheOther).toBe(agents.length);
    const sockets = new Map<http.Agent, unknown>();
    for (const agent of agents) sockets.set(agent, Object.values(agent.freeSockets)[0]?.[0]);
    const probes = new Set<string>();
    const probing = probe(parent, probes);
    process.kill(killed, 'SIGKILL');
    await parent.untilLine('the worker is replaced');
    await probing.stop();
    expect(probes).toContain('200 degraded 1 of 2');
    expect([...probes].filter((said) => !said.startsWith('200'))).toEqual([]);
    let kept = 0;
    for (const agent of agents) {
      const socket = Object.values(agent.freeSockets)[0]?.[0];
      if (socket !== undefined && socket === sockets.get(agent)) kept += 1;
      expect(await ask(parent.port, '/x', agent)).toBe(200);
      agent.destroy();
    }
    expect(kept).toBe(ofTheOther);
    const pids = await pidsOf(parent);
    expect(pids).toContain(other);
    expect(pids).not.toContain(killed);
    expect(await readiness(parent)).toMatchObject({ status: 'ok', workers: [{ slot: 1 }, { slot: 2 }] });
  });

  test('leaves no client hanging that connects in the moment in which a worker dies', async () => {
    const parent = await startParent(2);
    const clients = askAllTheTime(parent.port);
    for (let round = 1; round <= 3; round += 1) {
      const [killed = 0] = await pidsOf(parent);
      process.kill(killed, 'SIGKILL');
      await parent.untilLine('the worker is replaced', round);
    }
    const { good, bad } = await clients.stop();
    expect(good).toBeGreaterThan(0);
    expect(bad.length).toBeLessThanOrEqual(3 * 4);
  });

  test('refuses nobody while none of them lives: who connects then is answered by the next', async () => {
    const parent = await startParent(2);
    for (let round = 1; round <= 2; round += 1) {
      for (const pid of await pidsOf(parent)) process.kill(pid, 'SIGKILL');
      await parent.untilLine('a worker died', round * 2);
      const asked = Array.from({ length: 50 }, () => ask(parent.port, '/x'));
      expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
      await parent.untilLine('the worker is replaced', round * 2);
    }
  });

  test('on SIGTERM ends after the answers that are under way, with all its workers', async () => {
    const parent = await startParent(2);
    const pids = await pidsOf(parent);
    const arrived = holdSlow();
    const slow = ask(parent.port, '/slow');
    const release = await arrived;
    const exited = once(parent.child, 'exit');
    parent.child.kill('SIGTERM');
    await parent.untilLine('stopped');
    release();
    expect(await slow).toBe(200);
    expect((await exited)[0]).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });

  test('that cannot begin says why once and ends', async () => {
    const busy = keep(await httpServer(() => {}));
    const child = start([...upstreams(), '--port', String(busy.port), '--workers', '2']);
    let output = '';
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output.match(/the port is in use/g)).toHaveLength(1);
    expect(output).not.toMatch(/ {4}at /);
  });

  test('ends its workers when it is killed itself', async () => {
    const parent = await startParent(2);
    const pids = await pidsOf(parent);
    parent.child.kill('SIGKILL');
    await parent.untilLine('stopped', 2);
    const gone = (pid: number) => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    };
    await expect.poll(() => pids.every(gone), { timeout: 60_000 }).toBe(true);
  });
});
