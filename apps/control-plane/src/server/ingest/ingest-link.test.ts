import { once } from 'node:events';
import { request } from 'node:http';
import { closeCodes, limits, protocolVersion } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFleet } from '../fleet/load-fleet.ts';
import { tallyOf } from '../testing/events.ts';
import { medianOf } from '../testing/median-of.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

async function stored() {
  const { db } = control.context;
  return { spools: await db.spool.count(), tallies: await db.tally.count(), gaps: await db.gap.count() };
}

interface Refusal {
  status: number | undefined;
  body: string;
}

async function upgrade(headers: Record<string, string>, path = '/ingest'): Promise<Refusal> {
  const asked = request({
    host: '127.0.0.1',
    port: control.port,
    path,
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  });
  asked.end();
  const answer = new Promise<Refusal>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, body: '' });
    });
    asked.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
    });
  });
  return answer;
}

describe('the upgrade of a proxy', () => {
  const refused = (status: number, reason: string) => ({ status, body: JSON.stringify({ error: reason }) });

  it.each([
    ['no token', {}],
    ['a wrong token', { Authorization: `Bearer ${'0'.repeat(64)}` }],
    ['another scheme', { Authorization: `Basic ${'0'.repeat(64)}` }],
  ])('is refused with a reason for %s, and nothing is stored', async (_name, headers) => {
    const before = await stored();
    expect(await upgrade(headers)).toEqual(refused(401, 'the token is missing or wrong'));
    expect(control.log.with('wrong token').length).toBeGreaterThan(0);
    expect(JSON.stringify(control.log.lines)).not.toContain(control.token);
    expect(await stored()).toEqual(before);
  });

  it('is refused under a foreign Host name, with the right token too', async () => {
    const Authorization = `Bearer ${control.token}`;
    expect((await upgrade({ Authorization })).status).toBe(101);
    expect((await upgrade({ Authorization, Host: `evil.example:${control.port}` })).status).toBe(403);
  });

  it('is refused from a page of another origin', async () => {
    const Authorization = `Bearer ${control.token}`;
    expect((await upgrade({ Authorization, Origin: 'http://evil.example' })).status).toBe(403);
    expect((await upgrade({ Authorization, Origin: 'null' })).status).toBe(403);
  });

  it('is refused where there is no WebSocket', async () => {
    expect((await upgrade({}, '/elsewhere')).status).toBe(404);
  });
});

describe('a link', () => {
  const hello = {
    type: 'hello',
    protocol: protocolVersion,
    gateway: 'default',
    spool: newSpool(),
    instance: 'x',
    startedAt: 0,
    appliedRevision: 0,
    firstSeq: 1,
    servedStages: [],
  };
  it.each([
    ['something else than hello', { type: 'applied', revision: 1 }, 'helloExpected'],
    ['another protocol', { ...hello, protocol: protocolVersion + 1 }, 'unsupportedProtocol'],
    [
      'a hello that only another protocol knows',
      { type: 'hello', protocol: 9, from: 'later' },
      'unsupportedProtocol',
    ],
    ['another gateway', { ...hello, gateway: 'other' }, 'invalidFrame'],
    ['a spool that is no id', { ...hello, spool: 'mine' }, 'invalidFrame'],
    ['a revision beyond all numbers', { ...hello, appliedRevision: 2 ** 52 }, 'invalidFrame'],
    ['no JSON', '{"type":"hello"', 'invalidFrame'],
  ] as const)(
    'is closed after %s with a reason that both sides log, and nothing is stored',
    async (_name, frame, close) => {
      const before = await stored();
      const proxy = await TestProxy.open(control);
      proxy.send(frame);
      const closed = await proxy.closed;
      expect(closed.code).toBe(closeCodes[close]);
      expect(closed.reason).toMatch(
        close === 'unsupportedProtocol' ? /^protocol \d is not spoken here, 2 is$/ : /./,
      );
      expect(control.log.with('link closed').at(-1)).toMatchObject({ closed: close, reason: closed.reason });
      expect(proxy.received).toEqual([]);
      expect(await stored()).toEqual(before);
    },
  );

  it('is closed at the first invalid frame; what was stored before stays, nothing after it is', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const tally = tallyOf({ routeId, revision, matches: 1 });
    await proxy.batch(1, [tally]);
    const before = await stored();
    proxy.send({ type: 'batch', seq: -2, events: [tally] });
    proxy.send({ type: 'batch', seq: 2, events: [tally] });
    expect((await proxy.closed).code).toBe(closeCodes.invalidFrame);
    expect(await stored()).toEqual(before);
  });

  it('that ends while its hello is taken up leaves nobody connected', async () => {
    const spool = newSpool();
    const changes = control.context.live.changes(undefined);
    const proxy = await TestProxy.open(control);
    proxy.hello({ spool });
    proxy.socket.close();
    for (;;) {
      await changes.next();
      const { instances } = await control.call.instances.screen.query();
      if (instances.some((each) => each.spool === spool && !each.connected)) break;
    }
    await changes.return();
  });

  it('is cut where a frame is longer than the cap', async () => {
    const proxy = await TestProxy.join(control);
    proxy.send('x'.repeat(limits.frameBytesMax + 1));
    expect((await proxy.closed).code).toBe(1009);
  });
});

describe('a proxy that is silent', () => {
  it('is let go when no hello comes in time', async () => {
    const hasty = await startOwnControlPlane({ ingest: { helloTimeoutMs: 300 } });
    const proxy = await TestProxy.open(hasty);
    expect(await proxy.closed).toEqual({ code: closeCodes.helloExpected, reason: 'no hello came in time' });
    await hasty.close();
  });

  it('is cut off where it does not answer any more', async () => {
    const hasty = await startOwnControlPlane({ ingest: { pingIntervalMs: 1_000, silentMsMax: 2_000 } });
    const proxy = await TestProxy.join(hasty);
    const changes = hasty.context.live.changes(undefined);
    proxy.socket.pause();
    for (;;) {
      await changes.next();
      const { instances } = await hasty.call.instances.screen.query();
      if (instances.every((each) => !each.connected)) break;
    }
    await changes.return();
    expect(hasty.log.with('does not answer')).toHaveLength(1);
    await hasty.close();
  });

  it('is not blamed for what it said while the control plane itself was held up', async () => {
    const hasty = await startOwnControlPlane({ ingest: { pingIntervalMs: 1_000, silentMsMax: 2_000 } });
    const proxy = await TestProxy.join(hasty);
    await once(proxy.socket, 'ping');
    const heldUpUntilMs = performance.now() + 2_500;
    while (performance.now() < heldUpUntilMs);
    await once(proxy.socket, 'ping');
    await once(proxy.socket, 'ping');
    expect(hasty.log.with('does not answer')).toEqual([]);
    await hasty.close();
  });
});

describe('what proxies obey', () => {
  it('reaches each connected proxy within a second of the change, with a revision that rises', async () => {
    const proxies = await Promise.all([1, 2, 3].map(() => TestProxy.join(control)));
    const tookMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { routeId } = await routeInShadow(control);
      const startedAt = performance.now();
      const { revision } = await control.call.routes.rollBack.mutate({ routeId, to: 'off', reason: 'test' });
      const configs = await Promise.all(proxies.map((proxy) => proxy.config(revision)));
      tookMs.push(performance.now() - startedAt);
      for (const config of configs) {
        const changed = config.routes.find((route) => route.id === routeId);
        expect(changed).toMatchObject({ stage: 'off', version: 3 });
      }
    }
    expect(medianOf(tookMs)).toBeLessThan(1_000);
    for (const proxy of proxies) {
      const revisions = proxy.received.flatMap((each) =>
        each.type === 'config' ? [each.config.revision] : [],
      );
      expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
      await proxy.leave();
    }
  });

  it('is shown as applied by those instances that said so, and the others are named', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const quick = await TestProxy.join(control, { instance: 'quick' });
    const slow = await TestProxy.join(control, { instance: 'slow' });
    const changes = control.context.live.changes(undefined);
    const behind = async () => {
      const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
      return route.appliedBy.behind.map((each) => each.instance);
    };
    let hint = changes.next();
    quick.send({ type: 'applied', revision });
    for (await hint; (await behind()).includes('quick'); await hint) hint = changes.next();
    expect(await behind()).toContain('slow');
    await changes.return();
    await quick.leave();
    await slow.leave();
  });

  it('with what a dead run left is taken under the spool of that run, which counts for the fleet no more', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const [dead, own] = [newSpool(), newSpool()];
    const instance = 'killed';
    const tally = (second: number) => tallyOf({ routeId, revision, second, matches: 5 });
    const nowS = Math.floor(Date.now() / 1_000);
    const killed = await TestProxy.join(control, { spool: dead, instance });
    await killed.batch(1, [tally(nowS - 9)]);
    await killed.leave();
    const successor = await TestProxy.join(control, { spool: own, instance });
    const left = await TestProxy.join(control, { spool: dead, instance, adoptedBy: own, firstSeq: 1 });
    expect(left.received[0]).toMatchObject({ type: 'welcome', ackedSeq: 1 });
    await left.batch(2, [tally(nowS - 8)]);
    await left.leave();
    const row = await control.context.db.spool.findUniqueOrThrow({ where: { spool: dead } });
    expect([row.ackedSeq, row.connectedAt, row.retiredAt]).toEqual([2n, null, expect.any(Date)]);
    const { gatewayId, db } = control.context;
    const fleet = await db.$transaction((tx) => loadFleet(tx, { gatewayId, nowMs: Date.now() }));
    expect(fleet.filter((each) => each.instance === instance)).toEqual([
      expect.objectContaining({ spool: own, connected: true }),
    ]);
    await successor.leave();
  });

  it('goes on above the revision of a proxy that was told more than this database knows', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control, { appliedRevision: revision + 1_000 });
    const config = await proxy.config(revision + 1_001);
    expect(config.routes.some((route) => route.id === routeId)).toBe(true);
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(route.epoch?.ordinal).toBe(2);
    await proxy.leave();
  });
});
