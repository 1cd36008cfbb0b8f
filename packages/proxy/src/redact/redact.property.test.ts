import { compareResponses, loadAdapters, noRules } from '@delta-guard/compare';
import { bodiesKept } from '@delta-guard/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anySecret,
  email,
  escaped,
  type Secret,
  secretName,
  shapedSecret,
  wordSecret,
} from '../testing/planted-secrets.ts';
import { heads, inJson, inWords, named, shaped } from '../testing/secret-carriers.ts';
import { Placeholders } from './placeholders.ts';
import { redactJson } from './redact-json.ts';
import { redactSignatures } from './redact-path.ts';
import { type RawMessage, redactSample } from './redact-sample.ts';
import { redactText } from './redact-text.ts';
import { reduceBodies } from './reduce-bodies.ts';

const adapters = await loadAdapters(['html', 'xml']);

const { percent, percentMin } = escaped;

const messageOf = ([type, body]: [string, string]): RawMessage => ({
  headers: ['Content-Type', type],
  body: Buffer.from(body),
});

/** The event as it would leave the proxy under each setting of what is kept, of two answers that really differ. */
function eventOf(
  request: { target: string; message: RawMessage },
  legacy: RawMessage,
  candidate: RawMessage,
): string {
  const answer = ({ headers, body }: RawMessage) => ({
    status: 200,
    headers,
    body: body ?? new Uint8Array(),
  });
  const compared = compareResponses(answer(legacy), answer(candidate), noRules, { adapters });
  const found = compared.verdict === 'mismatch' ? compared : { differences: [], signatures: [] };
  const { differences } = found;
  const sample = redactSample({
    target: request.target,
    request: request.message,
    legacy,
    candidate,
    differences,
  });
  const kept = bodiesKept.map((bodies) => reduceBodies(sample, bodies));
  return JSON.stringify({ kept, signatures: redactSignatures(found.signatures) });
}

function expectNone(event: string, secrets: readonly Secret[]): void {
  const readings = [event, decodeURIComponentSafely(event), JSON.stringify(event).replaceAll('\\', '')];
  for (const { core } of secrets) {
    for (const reading of readings) expect(reading).not.toContain(core);
  }
}

const runs = { numRuns: 40 };
const nothing = { target: '/', message: { headers: [], body: null } };

describe('P12: no secret is in an event', () => {
  test.each(Object.entries(named))('under its name: %s', (_, carry) => {
    fc.assert(
      fc.property(secretName, anySecret, anySecret, (name, left, right) => {
        const [ours, theirs] = [messageOf(carry(name, left.text)), messageOf(carry(name, right.text))];
        expectNone(eventOf(nothing, ours, theirs), [left, right]);
        expectNone(eventOf({ target: '/', message: ours }, theirs, messageOf(inJson('{}'))), [left, right]);
      }),
      runs,
    );
  });

  test.each(Object.entries(inWords))('under its name, as a word: %s', (_, carry) => {
    fc.assert(
      fc.property(secretName, wordSecret, wordSecret, (name, left, right) => {
        const [ours, theirs] = [messageOf(carry(name, left.text)), messageOf(carry(name, right.text))];
        expectNone(eventOf(nothing, ours, theirs), [left, right]);
      }),
      runs,
    );
  });

  test.each(Object.entries(shaped))('by its shape: %s', (_, carry) => {
    fc.assert(
      fc.property(shapedSecret, shapedSecret, (left, right) => {
        const [ours, theirs] = [messageOf(carry(left.text)), messageOf(carry(right.text))];
        expectNone(eventOf(nothing, ours, theirs), [left, right]);
        expectNone(eventOf(nothing, ours, messageOf(['text/html', ''])), [left]);
      }),
      runs,
    );
  });

  test.each(Object.entries(heads))('in a head: %s', (_, carry) => {
    fc.assert(
      fc.property(secretName, anySecret, anySecret, (name, left, right) => {
        const ours = carry(name, left.text);
        const theirs = carry(name, right.text);
        const message = (headers: string[]) => ({ headers, body: Buffer.from('{}') });
        const event = eventOf(
          { target: ours[0], message: message(ours[1]) },
          message(ours[1]),
          message(theirs[1]),
        );
        expectNone(event, [left, right]);
      }),
      runs,
    );
  });

  test('by its shape in paths, parameters, headers and failures', () => {
    fc.assert(
      fc.property(shapedSecret, email, (secret, mail) => {
        const { text } = secret;
        const sample = redactSample({
          target: `/a/${percent(text)}/b?q=${percentMin(text)}&${percent(text)}=1&u=${mail.text}`,
          request: {
            headers: ['X-Note', `see ${text}`, 'Referer', `https://h.example/x/${percent(text)}`],
            body: null,
          },
          legacy: { headers: ['Link', `<mailto:${mail.text}>`], body: null },
          candidate: { failure: `no answer to ${text}` },
          differences: [],
        });
        for (const bodies of bodiesKept)
          expectNone(JSON.stringify(reduceBodies(sample, bodies)), [secret, mail]);
      }),
      runs,
    );
  });

  test('echoed under a name that says nothing', () => {
    fc.assert(
      fc.property(secretName, wordSecret, (name, { text }) => {
        // Letters alone could be any word.
        const secret = { text: `${text}7`, core: `${text}7` };
        const headers = ['Authorization', `Bearer ${secret.text}`];
        const echo = (n: number) =>
          messageOf(inJson(`{"n":${n},"note":"unknown ${secret.text}","q":["${secret.text}"]}`));
        const target = `/a?${name}=x`;
        expectNone(eventOf({ target, message: { headers, body: null } }, echo(1), echo(2)), [secret]);
      }),
      runs,
    );
  });
});

describe('P12: what is no secret stays', () => {
  const order = fc
    .stringMatching(/^[1-9][0-9]{9,17}$/)
    .filter(
      (text) => redactText(`a ${text}`, { placeholders: new Placeholders(), depth: 0 }) === `a ${text}`,
    );
  const plain = fc.record({
    id: fc.uuid(),
    amount: fc.integer().map((cents) => (cents / 100).toFixed(2)),
    total: fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
    at: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString()),
    ms: fc.integer({ min: 1e12, max: 2e12 }),
    name: fc.constantFrom('Ada Lovelace', 'Grace Hopper', "Miles O'Brien", 'Zoë Müller', '山田 太郎'),
    order,
    hash: fc.stringMatching(/^[0-9a-f]{40}$/),
    ok: fc.boolean(),
    code: fc.constantFrom('E42', 'EUR', '10115'),
    url: fc.constantFrom('https://h.example:8080/a/b?page=2&sort=name#top', '/accounts/42/entries'),
    text: fc.constantFrom(
      '3 < 4 and 5 > 4; x = y: 10 %',
      'a@b',
      'monkey: keyboard=on',
      '{not json}',
      '<p>Hi</p>',
    ),
  });

  test('in JSON, character for character', () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 4 }), fc.constantFrom(0, 2), (rows, indent) => {
        const text = JSON.stringify(rows, null, indent);
        expect(redactJson(text, { placeholders: new Placeholders(), depth: 0 })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  test('nothing but secret values changes, in any JSON', () => {
    const tree = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(tree, fc.constantFrom('password', 'token'), wordSecret, (value, name, secret) => {
        const shown = redactJson(JSON.stringify({ before: value, [name]: secret.text, after: value }), {
          placeholders: new Placeholders(),
          depth: 0,
        });
        const parsed: unknown = JSON.parse(shown ?? 'null');
        const number = /#([0-9]+)/.exec(shown?.slice(shown.lastIndexOf(`"${name}":"[`)) ?? '')?.[1];
        expect(parsed).toMatchObject({ [name]: `[${name} #${number}]` });
        expect(Object.keys(parsed ?? {})).toEqual(['before', name, 'after']);
      }),
      { numRuns: 100 },
    );
  });
});

function decodeURIComponentSafely(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}
