import { randomUUID } from 'node:crypto';
import { type Delta, valueNotKept } from '@delta-guard/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyDelta } from '../testing/body-delta.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { refusalOf } from '../testing/refusal-of.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import type { TestProxy } from '../testing/test-proxy.ts';

let control: TestControlPlane;
let proxy: TestProxy;

beforeAll(async () => {
  control = await startOwnControlPlane();
  proxy = await joinHealthy(control);
});
afterAll(() => control?.close());

async function aRoute() {
  const { routeId, revision } = await routeInShadow(control);
  return { routeId, revision };
}

/** The same as a proxy sends it that does not keep whole bodies. */
function withoutBodies(delta: Delta, bodies: 'differing' | 'none'): Delta {
  const { legacy, candidate, differences } = delta;
  if ('failure' in candidate) throw new Error('the test’s own candidate failed');
  const body = { bytesTotal: 20, truncated: true, bytes: { text: '' } };
  const hidden = (value: string | null) => (value === null || bodies === 'differing' ? value : valueNotKept);
  return {
    ...delta,
    bodies,
    legacy: { ...legacy, body },
    candidate: { ...candidate, body },
    differences: differences.map((difference) => ({
      ...difference,
      legacy: hidden(difference.legacy),
      candidate: hidden(difference.candidate),
    })),
  };
}

const ignore = (path: string) =>
  ({ place: { in: 'body', path }, action: { do: 'ignore' }, ruleId: null }) as const;

describe('the preview of a draft rule', () => {
  it('says which samples would match, which in part, and which signatures would vanish', async () => {
    const at = await aRoute();
    const onlyId = bodyDelta(at, { id: 'a', n: 1 }, { id: 'b', n: 1 });
    const both = bodyDelta(at, { id: 'a', n: 1 }, { id: 'b', n: 2 });
    const onlyN = bodyDelta(at, { id: 'a', n: 1 }, { id: 'a', n: 2 });
    await proxy.tell([onlyId, both, onlyN]);
    const effect = await control.call.rules.preview.query({ routeId: at.routeId, ...ignore('$.id') });
    expect(effect).toMatchObject({
      samples: 3,
      routes: 1,
      more: false,
      wouldMatch: 1,
      partly: 1,
      unchanged: 1,
      unknown: 0,
      hiddenInPart: [],
    });
    expect(effect.vanishing).toMatchObject([
      { signature: { path: '$.id', kind: 'value' }, samplesBefore: 2, samplesAfter: 0 },
    ]);
    const examples = effect.vanishing.flatMap((each) => each.examples.map(({ deltaId }) => deltaId));
    expect(new Set(examples)).toEqual(new Set([onlyId.id, both.id]));
  });

  it('says of a tolerance which differences of a signature it would leave', async () => {
    const at = await aRoute();
    await proxy.tell([bodyDelta(at, { n: 100 }, { n: 101 }), bodyDelta(at, { n: 100 }, { n: 150 })]);
    const effect = await control.call.rules.preview.query({
      routeId: at.routeId,
      place: { in: 'body', path: '$.n' },
      action: { do: 'tolerance', absolute: 2 },
      ruleId: null,
    });
    expect(effect).toMatchObject({ wouldMatch: 1, unchanged: 1, vanishing: [] });
    expect(effect.hiddenInPart).toMatchObject([{ samplesBefore: 2, samplesAfter: 1 }]);
  });

  it('of a pattern asks the same engine as the proxies', async () => {
    const at = await aRoute();
    await proxy.tell([
      bodyDelta(at, { id: 'req-1' }, { id: 'req-2' }),
      bodyDelta(at, { id: 'req-1' }, { id: 'other' }),
    ]);
    const effect = await control.call.rules.preview.query({
      routeId: at.routeId,
      place: { in: 'body', path: '$.id' },
      action: { do: 'pattern', pattern: '^req-\\d+$' },
      ruleId: null,
    });
    expect(effect).toMatchObject({ samples: 2, wouldMatch: 1, unchanged: 1 });
  });

  it('counts samples that were cut or have no answer of the candidate as not to be judged', async () => {
    const at = await aRoute();
    const whole = bodyDelta(at, { id: 'a' }, { id: 'b' });
    const body = { bytesTotal: 9_000_000, truncated: true, bytes: { text: '{"id":' } };
    const cut = { ...whole, id: randomUUID(), legacy: { ...whole.legacy, body } };
    const failed: Delta = {
      ...whole,
      id: randomUUID(),
      candidate: { failure: 'refused', message: 'no', timeMs: 1 },
    };
    await proxy.tell([whole, cut, failed]);
    const effect = await control.call.rules.preview.query({ routeId: at.routeId, ...ignore('$.id') });
    expect(effect).toMatchObject({ samples: 3, wouldMatch: 1, unknown: 2 });
  });

  it('judges samples without bodies by where they differ, and counts those that only their bodies could judge', async () => {
    const at = await aRoute();
    await proxy.tell([
      withoutBodies(bodyDelta(at, { id: 'a', n: 1 }, { id: 'b', n: 1 }), 'differing'),
      withoutBodies(bodyDelta(at, { id: 'a', n: 1 }, { id: 'b', n: 2 }), 'none'),
      withoutBodies(bodyDelta(at, [{ id: 1, n: 1 }], [{ id: 2, n: 2 }]), 'differing'),
    ]);
    const draft = { routeId: at.routeId, ...ignore('$.id') };
    expect(await control.call.rules.preview.query(draft)).toMatchObject({
      samples: 3,
      wouldMatch: 1,
      partly: 1,
      unchanged: 1,
      unknown: 0,
    });
    const inArray = { routeId: at.routeId, ...ignore('$[*].id') };
    expect(await control.call.rules.preview.query(inArray)).toMatchObject({
      unchanged: 2,
      unknown: 1,
      notKept: 1,
    });
    const near = { ...draft, action: { do: 'tolerance' as const, absolute: 5 } };
    expect(await control.call.rules.preview.query(near)).toMatchObject({ unknown: 3, notKept: 3 });
    const added = await control.call.rules.add.mutate({
      routeId: at.routeId,
      place: draft.place,
      action: draft.action,
      reason: 'random',
    });
    expect(await control.call.rules.preview.query({ ...draft, ruleId: added.ruleId })).toMatchObject({
      unknown: 3,
      notKept: 3,
    });
  });

  it('never says that a sample would match whose difference was redacted', async () => {
    const at = await aRoute();
    const whole = bodyDelta(at, { token: 'a', n: 1 }, { token: 'b', n: 2 });
    const body = (n: number) => {
      const text = JSON.stringify({ token: '[redacted]', n });
      return { bytesTotal: text.length, truncated: false, bytes: { text } };
    };
    const { legacy, candidate } = whole;
    if ('failure' in candidate) throw new Error('the test’s own candidate failed');
    const redacted = { legacy: { ...legacy, body: body(1) }, candidate: { ...candidate, body: body(2) } };
    const leftOut = { legacy: { ...legacy, body: null }, candidate: { ...candidate, body: null } };
    await proxy.tell([
      { ...whole, ...redacted },
      { ...whole, ...leftOut, id: randomUUID() },
    ]);
    const effect = await control.call.rules.preview.query({ routeId: at.routeId, ...ignore('$.n') });
    expect(effect).toMatchObject({ samples: 2, wouldMatch: 0, unknown: 2, vanishing: [] });
  });

  it('tells what other rules hide already from what the draft would', async () => {
    const at = await aRoute();
    await proxy.tell([bodyDelta(at, { id: 'a' }, { id: 'b' }), bodyDelta(at, { n: 1 }, { n: 2 })]);
    await control.call.rules.add.mutate({
      routeId: at.routeId,
      place: { in: 'body', path: '$.id' },
      action: { do: 'ignore' },
      reason: 'random',
    });
    const effect = await control.call.rules.preview.query({ routeId: at.routeId, ...ignore('$.n') });
    expect(effect).toMatchObject({ samples: 2, alreadyMatch: 1, wouldMatch: 1 });
    const useless = await control.call.rules.preview.query({ routeId: at.routeId, ...ignore('$.no') });
    expect(useless).toMatchObject({ samples: 2, alreadyMatch: 1, wouldMatch: 0, unchanged: 1 });
  });

  it('of an edit leaves out the rule that it replaces, and counts what other rules hide as hidden', async () => {
    const at = await aRoute();
    const { ruleId } = await control.call.rules.add.mutate({
      routeId: at.routeId,
      place: { in: 'body', path: '$.id' },
      action: { do: 'ignore' },
      reason: 'random',
    });
    await proxy.tell([bodyDelta(at, { id: 'a', n: 1 }, { id: 'b', n: 2 })]);
    const ask = { routeId: at.routeId, ...ignore('$.n') };
    expect(await control.call.rules.preview.query(ask)).toMatchObject({ wouldMatch: 1 });
    const edit = await control.call.rules.preview.query({ ...ask, ruleId });
    expect(edit).toMatchObject({ wouldMatch: 0, partly: 1 });
  });

  it('of a rule for all routes looks at each, and at the newest only where there are many', async () => {
    const [one, other] = [await aRoute(), await aRoute()];
    const many = Array.from({ length: 210 }, (_, at) =>
      bodyDelta({ ...one, at: 1_000 + at }, { everywhere: `a${at}` }, { everywhere: `b${at}` }),
    );
    await proxy.tell(many);
    await proxy.tell([bodyDelta(other, { everywhere: 'a' }, { everywhere: 'b' })]);
    const effect = await control.call.rules.preview.query({ routeId: null, ...ignore('$.everywhere') });
    expect(effect.more).toBe(true);
    expect(effect.wouldMatch).toBe(201);
    expect(effect.vanishing.map(({ samplesBefore }) => samplesBefore)).toEqual([200, 1]);
    expect(new Set(effect.vanishing.map(({ routeLabel }) => routeLabel)).size).toBe(2);
  });

  it('of a route without samples is empty, and of a rule that cannot be used is refused', async () => {
    const { routeId } = await aRoute();
    expect(await control.call.rules.preview.query({ routeId, ...ignore('$.id') })).toMatchObject({
      samples: 0,
      routes: 0,
      vanishing: [],
    });
    const wrong = control.call.rules.preview.query({ routeId, ...ignore('$.id[') });
    expect(await refusalOf(wrong)).toMatchObject({ reason: 'ruleInvalid', status: 400 });
    const gone = control.call.rules.preview.query({ routeId: randomUUID(), ...ignore('$.id') });
    expect(await refusalOf(gone)).toMatchObject({ reason: 'routeNotFound' });
  });
});

describe('the suggestions of a route', () => {
  const random = (at: number) => ({ requestId: randomUUID(), amount: at, name: 'same' });

  it('name a field that differs in each sample and looks like a random id, with its samples', async () => {
    const at = await aRoute();
    await proxy.tell(Array.from({ length: 20 }, (_, n) => bodyDelta(at, random(n), random(n))));
    const { samples, suggestions } = await control.call.rules.suggestions.query({ routeId: at.routeId });
    expect(samples).toBe(20);
    expect(suggestions).toMatchObject([
      {
        place: { in: 'body', path: '$.requestId' },
        action: { do: 'ignore' },
        reason: 'looksLikeId',
        samples: 20,
        samplesWithIt: 20,
      },
    ]);
    expect(suggestions[0]?.examples[0]?.deltaId).toBeTypeOf('string');
  });

  it('do not name again what a rule hides since, though the samples are older than the rule', async () => {
    const at = await aRoute();
    await proxy.tell(Array.from({ length: 10 }, (_, n) => bodyDelta(at, random(n), random(n))));
    await control.call.rules.add.mutate({
      routeId: at.routeId,
      place: { in: 'body', path: '$.requestId' },
      action: { do: 'ignore' },
      reason: 'random',
    });
    const answer = await control.call.rules.suggestions.query({ routeId: at.routeId });
    expect(answer).toEqual({ samples: 0, unknown: 0, suggestions: [] });
  });

  it('are made from what differs in samples without bodies, and never from values that were not kept', async () => {
    const [values, places] = [await aRoute(), await aRoute()];
    const made = (at: typeof values, bodies: 'differing' | 'none') =>
      Array.from({ length: 10 }, (_, n) => withoutBodies(bodyDelta(at, random(n), random(n)), bodies));
    await proxy.tell([...made(values, 'differing'), ...made(places, 'none')]);
    const ask = ({ routeId }: typeof values) => control.call.rules.suggestions.query({ routeId });
    expect((await ask(values)).suggestions).toMatchObject([{ place: { path: '$.requestId' }, samples: 10 }]);
    expect((await ask(places)).suggestions).toEqual([]);
    await control.call.rules.add.mutate({
      routeId: values.routeId,
      place: { in: 'body', path: '$.no' },
      action: { do: 'ignore' },
      reason: 'none',
    });
    expect(await ask(values)).toEqual({ samples: 0, unknown: 10, suggestions: [] });
  });

  it('are none where a fault differs, or too little was seen', async () => {
    const at = await aRoute();
    await proxy.tell(Array.from({ length: 10 }, (_, n) => bodyDelta(at, { paid: n }, { paid: n + 7 })));
    const few = await aRoute();
    await proxy.tell([bodyDelta(few, random(1), random(1))]);
    for (const { routeId } of [at, few]) {
      expect((await control.call.rules.suggestions.query({ routeId })).suggestions).toEqual([]);
    }
  });
});
