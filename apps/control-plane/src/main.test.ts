import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@delta-guard/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from './server/testing/start-test-control-plane.ts';

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
let database: TestDatabase;
let folder: string;
let tokenFile: string;

beforeAll(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-main-'));
  tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, `${'a1'.repeat(32)}\n`, { mode: 0o600 });
});
afterAll(async () => {
  await database?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

interface Run {
  child: ChildProcess;
  output: () => string;
  exit: Promise<unknown[]>;
}

function run(variables: Record<string, string>, args: readonly string[] = []): Run {
  const child = fork(entry, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { NODE_ENV: 'production', PATH: process.env.PATH, ...variables },
  });
  let errors = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  const spoken = child.stderr ? once(child.stderr, 'close') : null;
  const exit = Promise.all([once(child, 'exit'), spoken]).then(([code]) => code);
  return { child, output: () => errors, exit };
}

const settings = () => ({ DATABASE_URL: database.url, TOKEN_FILE: tokenFile, PORT: '0', PAGES: 'off' });

describe('the program', () => {
  it('tells its parent the port, answers there, and stops cleanly on SIGTERM', async () => {
    const { child, exit } = run(settings());
    const [ready] = await once(child, 'message');
    expect(ready).toEqual({ type: 'ready', port: expect.any(Number) });
    expect((await fetch(`http://127.0.0.1:${ready.port}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('follows the database and takes the lock of the jobs past the pooler, where it is told a way', async () => {
    const direct = new URL(database.url);
    direct.username = 'past_the_pooler';
    const db = createDatabase({ url: database.url });
    const { username } = new URL(database.url);
    await db.$executeRawUnsafe(`create role past_the_pooler superuser login password '${direct.password}'`);
    // What it makes belongs to the other.
    await db.$executeRawUnsafe(`alter role past_the_pooler set role = '${username}'`);
    const { child, exit } = run({ ...settings(), DATABASE_DIRECT_URL: direct.href });
    await once(child, 'message');
    const usersOf = async () => {
      const rows = await db.$queryRaw<{ name: string; user: string }[]>`
        select distinct application_name as name, usename as "user" from pg_stat_activity
        where application_name like 'delta-guard%' and pid <> pg_backend_pid()`;
      return rows.map(({ name, user }) => `${name}: ${user}`).sort();
    };
    await expect
      .poll(usersOf, { timeout: 60_000 })
      .toEqual([
        'delta-guard jobs: past_the_pooler',
        'delta-guard watch: past_the_pooler',
        `delta-guard: ${username}`,
      ]);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    await db.$disconnect();
  });

  it('stops when its parent is gone', async () => {
    const { child, exit } = run(settings());
    await once(child, 'message');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it('names a port that is taken, in one line', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { exit, output } = run({ ...settings(), PORT: port });
    expect(await exit).toEqual([1, null]);
    expect(output()).toBe(`delta-guard control plane: port ${port} is in use by another program\n`);
    holder.close();
  });

  it.each([
    [
      'a database that is not there',
      { DATABASE_URL: 'postgresql://a:secret@127.0.0.1:1/b' },
      'the database b at 127.0.0.1:1 refuses the connection: is it running?',
    ],
    [
      'a host that others can reach',
      { HOST: '0.0.0.0' },
      'HOST: only 127.0.0.1, ::1 or localhost, until there are accounts',
    ],
    ['a port that is none', { PORT: '70000' }, 'PORT: expected a port from 0 to 65535'],
    [
      'days that are none',
      { KEEP_DELTAS_DAYS: 'all' },
      'KEEP_DELTAS_DAYS: expected a whole number of days from 1 to 3650',
    ],
    [
      'a token that is not there',
      { TOKEN_FILE: '/nowhere/token' },
      'TOKEN_FILE: /nowhere/token cannot be read',
    ],
    ['a database that is no address', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL: expected postgresql://'],
  ])('refuses %s with one line and exit code 1', async (_name, bad, line) => {
    const { exit, output } = run({ ...settings(), ...bad });
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain(line);
    expect(output().trimEnd().split('\n')).toHaveLength(1);
    expect(output()).not.toContain('secret');
  });

  it('says what is expected of a setting that is not there', async () => {
    const { TOKEN_FILE: _, ...others } = settings();
    const { exit, output } = run(others);
    expect(await exit).toEqual([1, null]);
    expect(output()).toBe(
      'delta-guard control plane: TOKEN_FILE: is not set, expected the path of the file with the proxy token\n',
    );
  });

  it('takes no options, and says how it is told instead', async () => {
    const { exit, output } = run(settings(), ['--port', '4000']);
    expect(await exit).toEqual([1, null]);
    expect(output()).toBe(
      'delta-guard control plane: --port is not taken: it is told by environment variables, see --help\n',
    );
  });

  it('refuses a wrong password without repeating it', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    const { exit, output } = run({ ...settings(), DATABASE_URL: wrong.href });
    expect(await exit).toEqual([1, null]);
    expect(output()).toMatch(/does not accept the password\n$/);
    expect(output()).not.toContain('not-the-password');
  });
});
