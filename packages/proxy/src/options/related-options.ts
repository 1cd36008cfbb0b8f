import { type Mistake, textAt, valueAt } from './mistake.ts';

/** Options that cannot be together, though each could be by itself. `given` has those too that cannot be used. */
export function relatedMistakes(options: unknown, given: unknown = options): Mistake[] {
  return [...limitMistakes(options), ...addressMistakes(options), ...pairMistakes(options, given)];
}

interface Order {
  less: string;
  more: string;
  /** Both may be the same. */
  orEqual: boolean;
  why: string;
}

const orders: readonly Order[] = [
  {
    less: 'captureBytesMax',
    more: 'captureTotalBytesMax',
    orEqual: true,
    why: 'one response has to fit into what all may take',
  },
  {
    less: 'requestCopyBytesMax',
    more: 'captureTotalBytesMax',
    orEqual: true,
    why: 'one request body has to fit into what all may take',
  },
  {
    less: 'shadowBreakerOpenMs',
    more: 'shadowBreakerOpenMaxMs',
    orEqual: true,
    why: 'the first rest of the shadow is the shortest',
  },
  {
    less: 'headTimeoutMs',
    more: 'clientIdleTimeoutMs',
    orEqual: false,
    why: 'else a client loses its connection before it hears that the upstream is late',
  },
  {
    less: 'candidateHeadTimeoutMs',
    more: 'clientIdleTimeoutMs',
    orEqual: false,
    why: 'else a client loses its connection before the legacy can answer in place of a late candidate',
  },
  {
    less: 'bodyIdleTimeoutMs',
    more: 'clientIdleTimeoutMs',
    orEqual: false,
    why: 'else a client of a slow stream loses its connection before the stream is given up',
  },
];

function limitMistakes(options: unknown): Mistake[] {
  return orders.flatMap(({ less, more, orEqual, why }) => {
    const [low, high] = [valueAt(options, ['limits', less]), valueAt(options, ['limits', more])];
    if (typeof low !== 'number' || typeof high !== 'number') return [];
    if (low < high || (orEqual && low === high)) return [];
    const bound = orEqual ? 'at most' : 'below';
    const message = `is ${low} and has to be ${bound} limits.${more}, which is ${high}: ${why}`;
    return [{ path: ['limits', less], message }];
  });
}

function addressMistakes(options: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  const [port, adminPort] = [valueAt(options, ['port']), valueAt(options, ['adminPort'])];
  const [host, adminHost] = [textAt(options, ['host']) ?? '', textAt(options, ['adminHost']) ?? ''];
  if (port === adminPort && typeof port === 'number' && port !== 0 && overlap(host, adminHost)) {
    const message = `is ${port} like port: clients and the admin pages need a port each`;
    mistakes.push({ path: ['adminPort'], message });
  }
  for (const path of [['legacy', 'url'], ['candidate', 'url'], ['control', 'url'], ['controlUrl']]) {
    const given = valueAt(options, path);
    const url = given instanceof URL ? given : parsed(given);
    if (url === null) continue;
    const isOwn = (at: unknown, of: string) => Number(portOf(url)) === at && reaches(url.hostname, of);
    if (isOwn(port, host))
      mistakes.push({
        path,
        message: `${url.host} is where this proxy serves clients: it cannot call itself`,
      });
    else if (isOwn(adminPort, adminHost))
      mistakes.push({ path, message: `${url.host} is the admin port of this proxy: it cannot call itself` });
  }
  return mistakes;
}

const different = [
  {
    one: 'candidate',
    other: 'legacy',
    why: 'a system that is compared with itself proves nothing: name the address of each',
  },
  {
    one: 'control',
    other: 'candidate',
    why: 'control is a second instance of the legacy, else each difference would count as noise',
  },
] as const;

function pairMistakes(options: unknown, given: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const { one, other, why } of different) {
    const [left, right] = [valueAt(options, [one]), valueAt(options, [other])];
    // Behind one address there may be two systems, told apart by Host or by a header.
    const isSame = left !== undefined && JSON.stringify(left) === JSON.stringify(right);
    if (isSame) mistakes.push({ path: [one, 'url'], message: `is that of the ${other}: ${why}` });
  }
  if (textAt(given, ['tokenFile']) !== null && valueAt(given, ['controlUrl']) === undefined) {
    const message = 'needed where a token file is given: without it the proxy reports to nobody';
    mistakes.push({ path: ['controlUrl'], message });
  }
  return mistakes;
}

const wildcards = new Set(['0.0.0.0', '::']);
const loopbacks = new Set(['localhost', '127.0.0.1', '::1']);

function overlap(host: string, other: string): boolean {
  return host === other || wildcards.has(host) || wildcards.has(other);
}

/** Whether this name surely leads to an address that the proxy itself listens on. */
function reaches(hostname: string, host: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (name === host) return true;
  return wildcards.has(host)
    ? loopbacks.has(name) || wildcards.has(name)
    : name === 'localhost' && loopbacks.has(host);
}

function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' || protocol === 'wss:' ? '443' : '80';
}

function parsed(given: unknown): URL | null {
  return typeof given === 'string' && URL.canParse(given) ? new URL(given) : null;
}
