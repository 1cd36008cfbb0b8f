import { existsSync } from 'node:fs';
import http from 'node:http';
import { expect, test } from 'vitest';
import { hungCandidate } from './hung-candidate.ts';
import { Lab } from './lab.ts';
import { findPrograms, type Programs } from './programs.ts';

/** What every machine has: the origins and the load are then Node programs. */
const bare: Programs = { nginx: null, wrk: null, go: null, taskset: null };

test('an open load asks so often a second and tells failures from answers', async () => {
  await Lab.with({ programs: bare, bodyBytes: 1_024 }, async (lab) => {
    const pace = { kind: 'open', perSecond: 200 } as const;
    const result = await lab.load({ port: lab.origins.legacy, clients: 8, durationMs: 1_000, pace });
    expect(result).toMatchObject({ failed: 0, unanswered: 0 });
    expect(result.answered / result.seconds).toBeGreaterThan(150);
    expect(result.answered / result.seconds).toBeLessThan(250);
    const refusing = http.createServer((_, response) =>
      response.writeHead(503, { 'Content-Length': 0 }).end(),
    );
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const address = refusing.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused = await lab.load({ port, clients: 2, durationMs: 100, pace });
    expect(refused.answered).toBe(0);
    expect(refused.failed).toBeGreaterThan(0);
    refusing.closeAllConnections();
    refusing.close();
  });
});

test('a wait for a free client counts as latency', async () => {
  await Lab.with({ programs: bare, bodyBytes: 1_024, candidateDelayMs: 100 }, async (lab) => {
    const pace = { kind: 'open', perSecond: 40 } as const;
    const result = await lab.load({ port: lab.origins.candidate, clients: 1, durationMs: 1_000, pace });
    expect(result.p99Ms).toBeGreaterThan(500);
  });
});

test('what a lab started is gone when its case fails', async () => {
  const seen: { folder: string; pids: number[] } = { folder: '', pids: [] };
  const failing = Lab.with({ programs: bare, bodyBytes: 1_024 }, async (lab) => {
    seen.folder = lab.folder;
    seen.pids.push(lab.processes.start('surroundings', ['sleep', '60']).pid ?? 0);
    throw new Error('as it happens');
  });
  await expect(failing).rejects.toThrow('as it happens');
  expect(existsSync(seen.folder)).toBe(false);
  for (const pid of seen.pids) expect(() => process.kill(pid, 0)).toThrow();
});

test('a case runs end to end: the real proxy, held against its limit and each peer of this machine', async () => {
  const programs = { ...findPrograms(process.env.PATH ?? ''), go: null };
  const rows = await hungCandidate.run({ quick: true, programs });
  expect(rows.map((row) => row.peer)).toEqual(programs.nginx === null ? ['limit'] : ['limit', 'nginx']);
  for (const { case: name, ours, theirs, ratio } of rows) {
    expect(name).toBe('hung-candidate');
    expect(ours).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(theirs / ours, 6);
  }
  // The candidate takes 500 ms for each answer: no client may wait for it, those of a mirror do.
  const [limit, nginx] = rows;
  expect(limit?.ours).toBeLessThan(400);
  if (nginx !== undefined) expect(nginx.theirs).toBeGreaterThan(400);
});
