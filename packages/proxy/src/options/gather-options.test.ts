import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OptionsError } from '../options.ts';
import { type GivenOptions, gatherOptions } from './gather-options.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-options-'));
  file = path.join(folder, 'proxy.yaml');
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

async function gather(yaml: string, given: Partial<GivenOptions> = {}) {
  await writeFile(file, yaml);
  return (await gatherOptions({ flags: {}, environment: new Map(), configFile: file, ...given })).options;
}

async function mistakes(yaml: string, given: Partial<GivenOptions> = {}): Promise<readonly string[]> {
  try {
    await gather(yaml, given);
  } catch (error) {
    if (error instanceof OptionsError) return error.mistakes.map((mistake) => mistake.replace(file, 'FILE'));
    throw error;
  }
  return [];
}

const upstreams = 'legacy: http://127.0.0.1:9001\ncandidate: http://127.0.0.1:9002\n';

describe('a settings file', () => {
  test('gives every option, limits too; what it does not say is as by default', async () => {
    const options = await gather(
      `${upstreams}port: 8081\ntrustedProxies: [10.0.0.0/8, "::1"]\nlimits:\n  drainMs: 1500\n`,
    );
    expect(options).toMatchObject({ port: 8081, trustedProxies: ['10.0.0.0/8', '::1'], host: '127.0.0.1' });
    expect(options.legacy.url.href).toBe('http://127.0.0.1:9001/');
    expect([options.limits.drainMs, options.limits.ackWaitMs]).toEqual([1_500, 5_000]);
  });

  test('loses to the environment, which loses to a flag', async () => {
    const environment = new Map([
      ['DELTA_GUARD_PORT', '2'],
      ['DELTA_GUARD_GATEWAY', 'environment'],
      ['DELTA_GUARD_TRUSTED_PROXIES', '10.0.0.1, 10.0.0.2'],
    ]);
    const yaml = `${upstreams}port: 1\ngateway: file\ninstance: file\n`;
    const options = await gather(yaml, { environment, flags: { port: '3' } });
    expect(options).toMatchObject({
      port: 3,
      gateway: 'environment',
      instance: 'file',
      trustedProxies: ['10.0.0.1', '10.0.0.2'],
    });
  });

  test('a flag for the address of an upstream replaces that alone', async () => {
    const options = await gather('legacy: http://127.0.0.1:1\ncandidate:\n  url: http://127.0.0.1:2\n', {
      flags: { legacy: 'http://127.0.0.1:3', candidate: 'http://127.0.0.1:4' },
    });
    expect([options.legacy.url.port, options.candidate.url.port]).toEqual(['3', '4']);
  });

  test('a key with nothing behind it counts as not set', async () => {
    expect((await gather(`${upstreams}limits:\n#  drainMs: 1\ngateway:\n`)).gateway).toBe('default');
  });

  test('may be absent where flags say enough', async () => {
    const flags = { legacy: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:2' };
    const { options } = await gatherOptions({ flags, environment: new Map(), configFile: null });
    expect(options.port).toBe(8080);
  });
});

describe('mistakes', () => {
  test('are all told at once, those in the file with their line and path, others by flag and variable', async () => {
    const yaml = [
      'legacy: ftp://127.0.0.1',
      'candidate:',
      '  url: http://127.0.0.1:9002/path',
      'controlUrl: ws://127.0.0.1:4000/ingest',
      'limits:',
      '  drainMs: soon',
      '  captureBytesMax: 0',
      'trustedProxies: [10.0.0.0/99]',
      'logLevel: loud',
    ].join('\n');
    expect(await mistakes(yaml, { flags: { port: '99999' } })).toEqual([
      '--port (or DELTA_GUARD_PORT): expected a port from 0 to 65535',
      '--token-file (or DELTA_GUARD_TOKEN_FILE): needed where a control URL is given',
      'FILE:1: legacy.url: expected an http or https URL: "ftp://127.0.0.1"',
      'FILE:3: candidate.url: expected an origin without a path: "http://127.0.0.1:9002/path"',
      'FILE:6: limits.drainMs: expected a whole number above 0',
      'FILE:7: limits.captureBytesMax: expected a whole number above 0',
      'FILE:8: trustedProxies: 10.0.0.0/99 is neither an address nor a CIDR range',
      'FILE:9: logLevel: expected one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });

  test('a key that is not known is refused, with the one that may have been meant', async () => {
    const yaml = `${upstreams}prot: 1\nlimits:\n  drain_ms: 1\n  wholly-strange: 1\ntrusted-proxies:\n`;
    expect(await mistakes(yaml)).toEqual([
      'FILE:3: prot: is not known; did you mean port?',
      'FILE:5: limits.drain_ms: is not known; did you mean drainMs?',
      'FILE:6: limits.wholly-strange: is not known',
      'FILE:7: trusted-proxies: is not known; did you mean trustedProxies?',
    ]);
  });

  test('in files and variables that are named are told together with all others, each with its line', async () => {
    const readable = path.join(folder, 'empty');
    await writeFile(readable, '\n');
    const yaml = [
      'candidate: ftp://127.0.0.1',
      'legacy:',
      '  url: https://127.0.0.1:2',
      '  tls: { ca: /nowhere/ca, cert: /nowhere/cert, key: /nowhere/key }',
      '  headers:',
      '    set:',
      `      X-A: "$\{DELTA_GUARD_UNSET} and $\{DELTA_GUARD_UNSET_TOO}"`,
      '      X-B: { file: /nowhere/secret }',
      '      Host: no',
      '      a b: [1]',
      'trustedProxies: [10.0.0.0/99, here]',
      `tls: { cert: ${readable}, key: /nowhere/key, clientCa: ${folder} }`,
      'controlUrl: ws://127.0.0.1:4000/ingest',
      `tokenFile: ${readable}`,
      `dataDir: ${readable}/below`,
      'port: many',
    ].join('\n');
    expect((await mistakes(yaml)).map((mistake) => mistake.replaceAll(folder, 'FOLDER'))).toEqual([
      'FILE:1: candidate.url: expected an http or https URL: "ftp://127.0.0.1"',
      'FILE:4: legacy.tls.cert: /nowhere/cert cannot be read: there is no such file',
      'FILE:4: legacy.tls.key: /nowhere/key cannot be read: there is no such file',
      'FILE:4: legacy.tls.ca: /nowhere/ca cannot be read: there is no such file',
      'FILE:7: legacy.headers.set.X-A: DELTA_GUARD_UNSET is not set in the environment: set it, or name a file instead',
      'FILE:7: legacy.headers.set.X-A: DELTA_GUARD_UNSET_TOO is not set in the environment: set it, or name a file instead',
      'FILE:8: legacy.headers.set.X-B: /nowhere/secret cannot be read: there is no such file',
      'FILE:9: legacy.headers.set.Host: is set by the option host',
      'FILE:10: legacy.headers.set.a b: expected text, in which variables of the environment may be named, or file: NAME',
      'FILE:10: legacy.headers.set.a b: "a b" is not a header name',
      'FILE:11: trustedProxies: 10.0.0.0/99 is neither an address nor a CIDR range',
      'FILE:11: trustedProxies: here is neither an address nor a CIDR range',
      'FILE:12: tls.key: /nowhere/key cannot be read: there is no such file',
      'FILE:12: tls.clientCa: FOLDER cannot be read: it is a folder',
      'FILE:12: tls.cert: FOLDER/empty holds no certificate in PEM form',
      'FILE:14: tokenFile: FOLDER/empty is empty: it has to hold the token of the control plane',
      'FILE:15: dataDir: FOLDER/empty/below cannot be used: FOLDER/empty is a file, and a folder is needed',
      'FILE:16: port: expected a port from 0 to 65535',
    ]);
  });

  test('a control URL that cannot be used is one mistake, not two', async () => {
    const token = path.join(folder, 'token');
    await writeFile(token, 'x');
    expect(await mistakes(`${upstreams}controlUrl: http://x\ntokenFile: ${token}\n`)).toEqual([
      'FILE:3: controlUrl: expected a URL such as ws://127.0.0.1:4000/ingest',
    ]);
  });

  test('a file whose name is relative is told with the folder it was looked for in', async () => {
    const [told] = await mistakes(`${upstreams}tls: { cert: gone.pem, key: gone.key }\n`);
    expect(told).toBe(
      `FILE:3: tls.cert: gone.pem cannot be read: there is no such file (looked for in ${process.cwd()})`,
    );
  });

  test('what is missing is named by where it can be given', async () => {
    expect(await mistakes('port: 1')).toEqual([
      '--legacy (or DELTA_GUARD_LEGACY): is missing',
      '--candidate (or DELTA_GUARD_CANDIDATE): is missing',
    ]);
  });

  test('a password in an address is not repeated', async () => {
    const told = await mistakes('legacy: http://me:hunter2@127.0.0.1\ncandidate: http://127.0.0.1:9002\n');
    expect(told).toHaveLength(1);
    expect(told.join()).not.toContain('hunter2');
  });

  test('what is not YAML is told with its line', async () => {
    expect(await mistakes(`${upstreams}port: [1\nhost: "x\n`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^FILE:[345]: /)]),
    );
    expect(await mistakes(`${upstreams}port: 1\nport: 2\n`)).toEqual([
      expect.stringMatching(/^FILE:4: .*unique/),
    ]);
    expect(await mistakes('just words')).toEqual([expect.stringContaining('FILE:1: expected settings')]);
  });

  test('a file that cannot be read is named', async () => {
    const reading = gatherOptions({ flags: {}, environment: new Map(), configFile: '/nowhere/proxy.yaml' });
    await expect(reading).rejects.toThrow('/nowhere/proxy.yaml cannot be read: there is no such file');
  });
});
