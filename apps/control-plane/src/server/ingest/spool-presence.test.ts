import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { newSpool, TestProxy } from '../testing/test-proxy.ts';
import { noteGone } from './spool-presence.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

it('the end of an older link, noted late, does not make the newer one look gone', async () => {
  const { db } = control.context;
  const spool = newSpool();
  const older = await TestProxy.join(control, { spool });
  const before = await db.spool.findUniqueOrThrow({ where: { spool } });
  const newer = await TestProxy.join(control, { spool });
  await older.closed;
  await noteGone(db, before.id, linkOf(before));
  const after = await db.spool.findUniqueOrThrow({ where: { spool } });
  expect(after.connectedAt).not.toBeNull();
  expect(after.connectedAt).not.toEqual(before.connectedAt);
  await noteGone(db, after.id, linkOf(after));
  expect((await db.spool.findUniqueOrThrow({ where: { spool } })).connectedAt).toBeNull();
  newer.socket.close();
});

function linkOf(row: { connectedAt: Date | null; connectedBy: string | null }) {
  const { connectedAt, connectedBy } = row;
  if (connectedAt === null || connectedBy === null) throw new Error('there is no link');
  return { connectedAt, connectedBy, endedAt: null };
}
