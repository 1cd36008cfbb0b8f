import { describe, expect, test } from 'vitest';
import { type ProxyOptions, parseOptions } from '../options.ts';
import { relatedMistakes } from './related-options.ts';

const upstreams = { legacy: 'http://127.0.0.1:9001', candidate: 'http://127.0.0.1:9002' };

function told(options: Partial<ProxyOptions>): string[] {
  const mistakes = relatedMistakes(parseOptions({ ...upstreams, ...options }));
  return mistakes.map(({ path, message }) => `${path.join('.')}: ${message.split(': ')[0]}`);
}

test('the defaults go together', () => {
  expect(told({})).toEqual([]);
});

describe('limits that contradict each other are told with both figures', () => {
  test.each([
    ['captureBytesMax', 'captureTotalBytesMax', 'at most'],
    ['requestCopyBytesMax', 'captureTotalBytesMax', 'at most'],
    ['shadowBreakerOpenMs', 'shadowBreakerOpenMaxMs', 'at most'],
    ['headTimeoutMs', 'clientIdleTimeoutMs', 'below'],
    ['candidateHeadTimeoutMs', 'clientIdleTimeoutMs', 'below'],
    ['bodyIdleTimeoutMs', 'clientIdleTimeoutMs', 'below'],
  ] as const)('%s and %s', (less, more, bound) => {
    const high = parseOptions(upstreams).limits[more];
    expect(told({ limits: { [less]: high + 1 } })).toEqual([
      `limits.${less}: is ${high + 1} and has to be ${bound} limits.${more}, which is ${high}`,
    ]);
    expect(told({ limits: { [less]: high } })).toHaveLength(bound === 'at most' ? 0 : 1);
    expect(told({ limits: { [less]: high - 1 } })).toEqual([]);
  });
});

describe('addresses', () => {
  test.each<[string, Partial<ProxyOptions>, string[]]>([
    ['one port twice', { port: 81, adminPort: 81 }, ['adminPort: is 81 like port']],
    [
      'one port on all addresses and on one of them',
      { port: 81, adminPort: 81, host: '0.0.0.0' },
      ['adminPort: is 81 like port'],
    ],
    ['one port on two addresses', { port: 81, adminPort: 81, adminHost: '127.0.0.2' }, []],
    ['any free port each', { port: 0, adminPort: 0 }, []],
    [
      'an upstream that is the proxy itself',
      { port: 9001 },
      ['legacy.url: 127.0.0.1:9001 is where this proxy serves clients'],
    ],
    [
      'the same by another name, on all addresses',
      { port: 80, host: '::', candidate: 'http://localhost' },
      ['candidate.url: localhost is where this proxy serves clients'],
    ],
    ['a port of another host', { port: 9001, host: '127.0.0.3' }, []],
    [
      'a control plane at the admin port',
      { adminPort: 4000, controlUrl: 'ws://127.0.0.1:4000/ingest', tokenFile: 'x' },
      ['controlUrl: 127.0.0.1:4000 is the admin port of this proxy'],
    ],
    ['one system twice', { candidate: upstreams.legacy }, ['candidate.url: is that of the legacy']],
    [
      'a control instance that is the candidate',
      { control: upstreams.candidate },
      ['control.url: is that of the candidate'],
    ],
    [
      'one address for two systems that Host tells apart',
      { candidate: { url: upstreams.legacy, host: 'candidate.internal' } },
      [],
    ],
    ['a control instance behind the address of the legacy', { control: upstreams.legacy }, []],
    ['a token for no control plane', { tokenFile: 'x' }, ['controlUrl: needed where a token file is given']],
  ])('%s', (_, options, mistakes) => {
    expect(told(options)).toEqual(mistakes);
  });
});
