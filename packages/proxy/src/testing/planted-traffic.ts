import http from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { card, email, escaped, jwt, type Secret, wordSecret } from './planted-secrets.ts';
import { httpServer, type TestServer } from './upstream-server.ts';

/** The same in every run, so that a failure can be looked into. */
const [left, right, sent, shape, mail, token] =
  fc.sample(fc.tuple(wordSecret, wordSecret, wordSecret, card, email, jwt), { numRuns: 1, seed: 7 })[0] ?? [];

function known(secret: Secret | undefined): Secret {
  if (secret === undefined) throw new Error('no secret was made');
  return secret;
}
export const plantedSecrets = [left, right, sent, shape, mail, token].map(known);

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

/** Names of all that `plantedUpstreams` answer. */
export const plantedNames = Object.keys(answers);

/** Two upstreams whose answers to `/ANY/NAME` hold secrets, each its own. */
export async function plantedUpstreams(): Promise<{ legacy: TestServer; candidate: TestServer }> {
  return { legacy: await upstream(known(left)), candidate: await upstream(known(right)) };
}

function upstream(secret: Secret): Promise<TestServer> {
  return httpServer((request, response) => {
    const name = /^\/[a-z]+\/([a-z0-9]+)/.exec(request.url ?? '')?.[1] ?? '';
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
}

/** A query with secrets in it, to be put behind a path. */
export const plantedQuery = `?user=me&api_key=${known(sent).text}&q=${escaped.percent(known(mail).text)}`;

/** Targets that no route matches, with secrets in their paths. */
export const plantedStrays = [
  `/unknown/${known(sent).text}/${escaped.percent(known(mail).text)}/${known(token).text}`,
  `/unknown;jsessionid=${known(sent).text}/x`,
];

/** Sends one request with secrets in its headers and reads the answer to its end. */
export function askPlanted(port: number, target: string): Promise<void> {
  const headers = {
    Authorization: `Bearer ${known(sent).text}`,
    Cookie: `sid=${known(sent).text}; a=1`,
    Referer: `https://h.example/reset-password/1${known(sent).text}`,
    'X-Note': `${known(mail).text} paid with ${known(shape).text}`,
  };
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', path: target, headers }, (response) => {
        response.on('end', resolve);
        response.resume();
      })
      .on('error', reject);
  });
}

/** The ways in which a secret could still be read in a text. */
export function readings(text: string): string[] {
  const unescaped = text.replaceAll('\\', '');
  const percent = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('latin1'),
  );
  const base64 = [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [text, unescaped, percent, ...base64];
}
