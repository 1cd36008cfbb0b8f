import { expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { parseStartOptions } from './options.ts';

const plain = {
  port: '4000',
  proxyPort: '8080',
  dataDir: '.delta-guard',
  rate: '60',
  traffic: true,
  verbose: false,
};

test('without upstreams the sample ledger is guarded on the embedded database', () => {
  expect(parseStartOptions(plain, {})).toEqual({
    upstreams: null,
    port: 4000,
    proxyPort: 8080,
    dataDir: '.delta-guard',
    rate: 60,
    bodies: 'full',
    traffic: true,
    verbose: false,
    databaseUrl: null,
  });
});

test('two origins and a database of the user are taken as they are', () => {
  const upstreams = { legacy: 'http://127.0.0.1:9001', candidate: 'https://ledger.example:8443' };
  const parsed = parseStartOptions({ ...plain, ...upstreams }, { DATABASE_URL: 'postgres://u:p@db/ledger' });
  expect(parsed).toMatchObject({ upstreams, databaseUrl: 'postgres://u:p@db/ledger' });
});

test('what is kept of bodies is left to the proxy unless somebody says so', () => {
  const upstreams = { legacy: 'http://a', candidate: 'http://b' };
  expect(parseStartOptions({ ...plain, ...upstreams }, {}).bodies).toBeNull();
  expect(parseStartOptions({ ...plain, ...upstreams, bodies: 'none' }, {}).bodies).toBe('none');
  expect(parseStartOptions({ ...plain, bodies: 'differing' }, {}).bodies).toBe('differing');
});

test.each([
  [
    'a legacy that is no URL',
    { legacy: 'localhost', candidate: 'http://b' },
    '--legacy: "localhost" is not a URL',
  ],
  [
    'another scheme',
    { legacy: 'ftp://a', candidate: 'http://b' },
    '--legacy: "ftp://a": only http and https',
  ],
  [
    'a path',
    { legacy: 'http://a', candidate: 'http://b/v2' },
    '--candidate: "http://b/v2": expected an origin',
  ],
  ['one upstream alone', { legacy: 'http://a' }, '--candidate is missing'],
  ['a port that is no number', { port: 'web' }, '--port: expected a port'],
  ['a port in another notation', { port: '0x50' }, '--port: expected a port'],
  ['a word that is no setting', { bodies: 'some' }, '--bodies: expected one of full, differing, none'],
  ['a port out of range', { proxyPort: '70000' }, '--proxy-port: expected a port'],
  ['the same port twice', { proxyPort: '4000' }, '--port and --proxy-port are both 4000'],
  ['a rate of nothing', { rate: '0' }, '--rate: expected'],
])('%s is refused by the name of its option', (_, change, message) => {
  expect(() => parseStartOptions({ ...plain, ...change }, {})).toThrow(UserError);
  expect(() => parseStartOptions({ ...plain, ...change }, {})).toThrow(message);
});

test('all mistakes are named at once, and a password is not repeated', () => {
  const given = { ...plain, legacy: 'http://u:hunter2@a', candidate: 'nowhere', port: '-1' };
  const message = messageOf(() => parseStartOptions(given, { DATABASE_URL: 'mysql://x:hunter2@y' }));
  for (const name of ['--legacy', '--candidate', '--port', 'DATABASE_URL']) expect(message).toContain(name);
  expect(message).not.toContain('hunter2');
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was thrown');
}
