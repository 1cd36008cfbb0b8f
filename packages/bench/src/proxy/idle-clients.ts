import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../bench.ts';
import type { Case, CaseOptions } from './case.ts';
import { startDeltaGuard } from './delta-guard.ts';
import { type Contestant, Lab } from './lab.ts';
import { LoadClient, requestTo } from './load-client.ts';
import { startPeers } from './peers.ts';
import { residentMb } from './process-usage.ts';

const name = 'idle-clients';
const unit = 'KB/client';
/** What a client that does nothing may cost: 10,000 of them take less than 400 MB. */
const limitKb = 40;

/** Clients that were answered once and keep their connections open: resident memory of each. */
export const idleClients: Case = {
  name,
  run: (options) =>
    Lab.with({ programs: options.programs, bodyBytes: 1_024 }, (lab) => measured(lab, options)),
};

async function measured(lab: Lab, { quick }: CaseOptions): Promise<Row[]> {
  const ours = await startDeltaGuard(lab);
  const peers = await startPeers(lab, ['nginx-plain', 'go']);
  const count = quick ? 2_000 : 10_000;
  const our = await kbPerClient(lab, ours, count);
  const rows = [{ case: name, peer: 'limit', ours: our, theirs: limitKb, unit, ratio: limitKb / our }];
  for (const peer of peers) {
    const theirs = await kbPerClient(lab, peer, count);
    rows.push({ case: name, peer: peer.name, ours: our, theirs, unit, ratio: theirs / our });
  }
  return rows;
}

async function kbPerClient(lab: Lab, { name: who, port, pid }: Contestant, count: number): Promise<number> {
  // What the code itself needs, and room that the first load takes once, is not the clients'.
  await lab.closedLoad(port, { clients: 32, seconds: 2 });
  await sleep(500);
  const before = residentMb(pid);
  const clients = await idle(who, port, count);
  await sleep(500);
  const after = residentMb(pid);
  for (const client of clients) client.close();
  return ((after - before) * 1024) / count;
}

/** So many clients, each answered once, 64 at a time. */
async function idle(who: string, port: number, count: number): Promise<LoadClient[]> {
  const address = { port, request: requestTo(port) };
  const clients: LoadClient[] = [];
  let failed = 0;
  const one = () =>
    new Promise<void>((resolve) => {
      const client = new LoadClient(address, (_, { ok }) => {
        if (!ok) failed += 1;
        resolve();
      });
      clients.push(client);
      client.send(performance.now());
    });
  const inTurn = async () => {
    while (clients.length < count) await one();
  };
  await Promise.all(Array.from({ length: 64 }, inTurn));
  if (failed > 0) throw new Error(`${who}: ${failed} of ${count} clients were not answered`);
  return clients;
}
