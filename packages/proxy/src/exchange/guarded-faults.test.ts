import type { Rule } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { type Answer, ask, guardedStacks, ignoreSide, type Says, says } from '../testing/guarded-stack.ts';
import {
  type Misbehaviour,
  misbehavingServer,
  misbehaviours,
  refusingServer,
} from '../testing/misbehaving.ts';

const { keep, server, guarded } = guardedStacks();

describe('guarded: no fault of the candidate is visible to a client', () => {
  const faults: [string, Says][] = [
    ['a value', { value: 2 }],
    ['a status', { status: 500 }],
    ['a header', { headers: { 'X-Other': '1' } }],
    ['a cookie', { headers: { 'Set-Cookie': 'a=2' } }],
  ];

  test.each(faults)('at 100 %%: %s', async (_, fault) => {
    const stack = await guarded(await server(says('legacy')), await server(says('candidate', fault)));
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(stack)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 200, side: 'legacy' })]),
    );
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 100, mismatches: 100, notCompared: 0 });
  });

  const ways: (Misbehaviour | 'refuses')[] = ['refuses', ...(Object.keys(misbehaviours) as Misbehaviour[])];
  test.each(ways)('P1, P4: the candidate %s', async (how) => {
    const candidate = keep(how === 'refuses' ? await refusingServer() : await misbehavingServer(how));
    const deadlineMs = ['hangs', 'drips'].includes(how) ? 5_000 : 60_000;
    const stack = await guarded(await server(says('legacy')), candidate, {
      guardWaitMs: 20,
      limits: { shadowTimeoutMs: deadlineMs },
    });
    const startedMs = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => ask(stack)));
    expect(performance.now() - startedMs).toBeLessThan(deadlineMs - 500);
    expect(answers).toEqual([1, 2, 3].map(() => ({ status: 200, side: 'legacy' })));
    await stack.finish();
    const { mismatches, eligible, reasons } = stack.control.totals();
    expect(eligible).toBe(3);
    if (how === 'endless') expect(reasons).toEqual({ tooLarge: 3 });
    else expect(mismatches).toBe(3);
  });

  test.each([
    ['Set-Cookie', { in: 'cookie', name: 'a' }, 'a=1', 'a=2'],
    ['ETag', { in: 'header', name: 'etag' }, '"1"', '"2"'],
    ['Location', { in: 'header', name: 'location' }, '/1', '/2'],
  ] as const)(
    '%s has to be the same to the byte, whatever the rules say',
    async (name, place, left, right) => {
      const stack = await guarded(
        await server(says('legacy', { headers: { [name]: left } })),
        await server(says('candidate', { headers: { [name]: right } })),
      );
      const ignored: Rule = { ...ignoreSide, id: ignoreSide.id.replace('aa', 'bb'), place };
      await stack.control.apply(
        config(2, [route(1, '/*', 'guarded', { guardWaitMs: 300 })], [ignoreSide, ignored]),
      );
      expect(await ask(stack)).toMatchObject({ side: 'legacy' });
      await stack.finish();
      expect(stack.control.totals()).toMatchObject({ matches: 1 });
    },
  );

  test('trailers have to be the same too', async () => {
    const trailing = (value: string): Says => ({
      headers: { Trailer: 'X-Sum' },
      write: (response, body) => {
        response.write(body);
        response.addTrailers({ 'X-Sum': value });
        response.end();
      },
    });
    const stack = await guarded(
      await server(says('legacy', trailing('1'))),
      await server(says('candidate', trailing('2'))),
    );
    expect(await ask(stack)).toMatchObject({ side: 'legacy' });
  });

  test('a legacy that fails is told as it is: nobody can say that the candidate is right', async () => {
    const refusing = await guarded(await refusingServer(), await server(says('candidate')));
    expect((await fetch(`${refusing.url}/x`)).status).toBe(502);
    const broken = await guarded(
      keep(await misbehavingServer('resetsMidBody')),
      await server(says('candidate')),
    );
    await expect(fetch(`${broken.url}/x`).then((answer) => answer.text())).rejects.toThrow();
    await broken.finish();
    expect(broken.control.totals().reasons).toEqual({ legacyFailed: 1 });
  });

  test('a conditional answer is the legacy’s: the candidate was not asked under the condition', async () => {
    const legacy: Answer = (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { ETag: '"1"' });
      response.end();
    };
    const stack = await guarded(await server(legacy), await server(says('candidate')));
    const answer = await fetch(`${stack.url}/x`, { headers: { 'If-None-Match': '"1"' } });
    expect(answer.status).toBe(304);
    await stack.finish();
    expect(stack.control.totals().reasons).toEqual({ conditional: 1 });
  });
});
