import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bodiesKept } from '@delta-guard/protocol';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { card, email, escaped, jwt, type Secret, wordSecret } from '../testing/planted-secrets.ts';
import { readableLog, type Stack, startStack } from '../testing/stack.ts';
import { httpServer } from '../testing/upstream-server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The same in every run, so that a failure can be looked into. */
const [left, right, sent, shape, mail, token] =
  fc.sample(fc.tuple(wordSecret, wordSecret, wordSecret, card, email, jwt), { numRuns: 1, seed: 7 })[0] ?? [];

function known(secret: Secret | undefined): Secret {
  if (secret === undefined) throw new Error('no secret was made');
  return secret;
}
const secrets = [left, right, sent, shape, mail, token].map(known);

type Answer = { type: string; chunks: readonly (string | Buffer)[]; coding?: string };

/** Each body holds the given secret under a name, and shapes under none, some of them across chunks. */
const answers: Record<string, (secret: Secret) => Answer> = {
  json: ({ text }) => ({
    type: 'application/json',
    chunks: [
      `{"n":1,"pass\\u0077ord":"${text.slice(0, 4)}`,
      `${text.slice(4)}","note":"${known(shape).text.slice(0, 7)}`,
      `${known(shape).text.slice(7)}","by":{"${known(mail).text}":1}}`,
    ],
  }),
  nested: ({ text }) => ({
    type: 'application/json',
    chunks: [
      JSON.stringify({
        m: JSON.stringify({ token: text, url: `/a?x=${escaped.percent(known(mail).text)}` }),
      }),
    ],
  }),
  gzip: ({ text }) => ({
    type: 'application/json',
    coding: 'gzip',
    chunks: [gzipSync(JSON.stringify({ secret: text, jwt: known(token).text }))],
  }),
  html: ({ text }) => ({
    type: 'text/html; charset=utf-8',
    chunks: [
      `<!doctype html><input name="csrf" value="${text}"><p>${known(mail).text.slice(0, 5)}`,
      `${known(mail).text.slice(5)}</p>`,
    ],
  }),
  xml: ({ text }) => ({
    type: 'text/xml',
    chunks: [`<a><pin>${text.slice(0, 3)}`, `${text.slice(3)}</pin></a>`],
  }),
  csv: ({ text }) => ({ type: 'text/csv', chunks: [`id,password\n1,${text}\n2,${known(token).text}\n`] }),
  text: ({ text }) => ({
    type: 'text/plain',
    chunks: [`at 1\ntoken=${text.slice(0, 5)}`, `${text.slice(5)} x\n`],
  }),
  utf16: ({ text }) => ({
    type: 'application/json; charset=utf-16le',
    chunks: [Buffer.from(JSON.stringify({ password: text }), 'utf16le')],
  }),
  broken: ({ text }) => ({ type: 'application/json', chunks: [`{"password":"${text}`] }),
  bytes: ({ text }) => ({ type: 'application/octet-stream', chunks: [Buffer.from([0xff, 0]), text] }),
  long: ({ text }) => ({
    type: 'application/json',
    chunks: [JSON.stringify({ pad: 'x'.repeat(100_000), token: text, more: { iban: text } })],
  }),
};

async function upstream(secret: Secret): Promise<string> {
  const server = await httpServer((request, response) => {
    const name = /^\/items\/([a-z0-9]+)/.exec(request.url ?? '')?.[1] ?? '';
    const { type, chunks, coding } = answers[name]?.(secret) ?? { type: 'text/plain', chunks: [] };
    response.writeHead(200, {
      'Content-Type': type,
      'Set-Cookie': `sid=${secret.text}; Path=/`,
      Location: `https://h.example/cb?access_token=${secret.text}&x=${escaped.percent(known(mail).text)}`,
      'X-Session-Id': secret.text,
      ...(coding && { 'Content-Encoding': coding }),
    });
    const write = (at: number) => {
      const chunk = chunks[at];
      if (chunk === undefined) response.end();
      else response.write(chunk, () => setImmediate(() => write(at + 1)));
    };
    write(0);
  });
  closing.push(() => server.close());
  return server.url;
}

function ask(stack: Stack, target: string): Promise<void> {
  const headers = {
    Authorization: `Bearer ${known(sent).text}`,
    Cookie: `sid=${known(sent).text}; a=1`,
    Referer: `https://h.example/reset-password/1${known(sent).text}`,
    'X-Note': `${known(mail).text} paid with ${known(shape).text}`,
  };
  return new Promise((resolve, reject) => {
    http
      .get({ port: stack.port, host: '127.0.0.1', path: target, headers }, (response) => {
        response.on('end', resolve);
        response.resume();
      })
      .on('error', reject);
  });
}

/** The ways in which the secret could still be read. */
function readings(text: string): string[] {
  const unescaped = text.replaceAll('\\', '');
  const percent = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('latin1'),
  );
  const base64 = [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [text, unescaped, percent, ...base64];
}

test.each(bodiesKept)(
  'P12: no secret is in any event, log line or file of a running proxy that keeps bodies: %s',
  async (bodies) => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await upstream(known(left)), await upstream(known(right))];
    const stack = await startStack({
      legacy,
      candidate,
      log,
      limits: { drainMs: 15_000 },
      options: { bodies },
    });
    closing.push(() => stack.close());
    await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow')]));
    const query = `?user=me&api_key=${known(sent).text}&q=${escaped.percent(known(mail).text)}`;
    for (const name of Object.keys(answers)) await ask(stack, `/items/${name}${query}`);
    await ask(
      stack,
      `/unknown/${known(sent).text}/${escaped.percent(known(mail).text)}/${known(token).text}`,
    );
    await ask(stack, `/unknown;jsessionid=${known(sent).text}/x`);
    await stack.finish();

    const { control } = stack;
    expect(control.invalid).toEqual([]);
    expect(control.totals()).toMatchObject({ mismatches: Object.keys(answers).length, notCompared: 0 });
    expect(control.deltas).toHaveLength(Object.keys(answers).length);
    expect(control.events.some(({ type }) => type === 'discovered')).toBe(true);
    const files = await readdir(stack.dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')),
    );
    const all = [...control.frames, ...contents, JSON.stringify(lines)].flatMap(readings);
    for (const { core } of secrets) {
      expect(all.filter((text) => text.includes(core))).toEqual([]);
    }
    expect(control.deltas.every((delta) => delta.bodies === bodies)).toBe(true);
    if (bodies !== 'none') expect(control.frames.join()).toContain('[password #');
    expect(control.frames.join()).toContain('user=me');
  },
);
