import http from 'node:http';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { ownPort } from '../testing/own-port.ts';
import { readableLog, type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json } from '../testing/upstream-server.ts';

const keep = closeAfterEach();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

function ask(url: string, headers: Record<string, string>): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get(url, { headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer));
      answer.on('error', reject);
    });
  });
}

/** A proxy whose candidate differs, with what each side saw. */
async function differing(trustedProxies: string[] = [], log = readableLog()) {
  const legacy = keep(await httpServer((_, response) => json(response, { right: true })));
  const candidate = keep(await httpServer((_, response) => json(response, { right: false })));
  const stack: Stack = keep(
    await startStack({ legacy: legacy.url, candidate: candidate.url, trustedProxies, log: log.log }),
  );
  await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow')]));
  const said = async (headers: Record<string, string>, mismatches = 1) => {
    const answer = await ask(`${stack.url}/items/12345?token=hunter2`, headers);
    await stack.control.until(() => stack.control.totals().mismatches === mismatches);
    return { answer, line: log.lines.findLast(({ msg }) => msg === 'a mismatch') };
  };
  return { legacy, candidate, said, lines: log.lines };
}

describe('a line about one exchange', () => {
  test('has an id of its own, which no upstream and no client ever sees', async () => {
    const { said, legacy, candidate, lines } = await differing();
    const first = await said({});
    const second = await said({}, 2);
    expect(first.line).toMatchObject({ level: 20, route: 'GET /items/:id', stage: 'shadow' });
    expect(first.line?.requestId).toMatch(/^[0-9a-f]{8}-\d+$/);
    expect(second.line?.requestId).not.toBe(first.line?.requestId);
    const id = String(first.line?.requestId);
    const seen = [legacy.seen, candidate.seen, first.answer.rawHeaders];
    expect(JSON.stringify(seen)).not.toContain(id.slice(0, 8));
    expect(JSON.stringify(lines)).not.toMatch(/12345|hunter2/);
  });

  test('has the id that a trusted peer gave, and the trace it belongs to', async () => {
    const { said } = await differing(['127.0.0.1']);
    const { line } = await said({ 'X-Request-Id': 'from-the-edge', traceparent });
    expect(line).toMatchObject({ requestId: 'from-the-edge', traceId });
    expect(line).not.toHaveProperty('clientRequestId');
  });

  test('names what anyone else sent as just that', async () => {
    const { said } = await differing();
    const { line } = await said({ 'X-Request-Id': `mine${'x'.repeat(500)}` });
    expect(line?.requestId).toMatch(/^[0-9a-f]{8}-\d+$/);
    expect(line?.clientRequestId).toMatch(/^minex{124}$/);
  });

  test('is written at level debug only', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const { said } = await differing([], { log, lines: [] });
    await said({});
    expect(lines.join('')).not.toContain('requestId');
  });

  test('tells why a client was not answered by an upstream, by one id throughout', async () => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await ownPort(), await ownPort()].map((port) => `http://127.0.0.1:${port}`);
    const stack = keep(await startStack({ legacy: legacy ?? '', candidate: candidate ?? '', log }));
    await stack.control.apply(config(1, [route(1, '/x', 'shadow')]));
    expect((await ask(`${stack.url}/x`, {})).statusCode).toBe(502);
    await stack.control.until(() => stack.control.totals().notCompared === 1);
    const fault = lines.find(({ msg }) => msg === 'a client was not answered by an upstream');
    expect(fault).toMatchObject({ code: 'upstreamRefused', cause: expect.stringContaining('ECONNREFUSED') });
    const verdict = lines.find(({ msg }) => msg === 'an exchange was not compared');
    expect(verdict).toMatchObject({ reason: 'legacyFailed', requestId: fault?.requestId });
  });
});
