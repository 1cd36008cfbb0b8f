import { expect, test } from 'vitest';
import { Placeholders } from './placeholders.ts';
import { redactBody } from './redact-body.ts';

const bytes = 256 * 1024;
const json = 'application/json';

/** What would take minutes if any step looked at a character again and again. */
const hostile: Record<string, readonly [unit: string, type: string]> = {
  digits: ['4', 'text/plain'],
  'groups of digits': ['4111 ', 'text/plain'],
  'signs of addresses': ['@', 'text/plain'],
  'halves of addresses': ['a@', 'text/plain'],
  'beginnings of tokens': ['eyJ', 'text/plain'],
  'parts of tokens': ['eyJ.', 'text/plain'],
  'bearer of nothing': ['bearer ', 'text/plain'],
  'beginnings of account numbers': ['DE89 ', 'text/plain'],
  'beginnings of URLs': ['a://b@', 'text/plain'],
  'beginnings of keys': ['-----BEGIN ', 'text/plain'],
  'percent in percent': ['%2525', 'text/plain'],
  names: ['token:', 'text/plain'],
  'open quotes': ['token:"', 'text/plain'],
  'open quotes of all kinds': ['token:\\"x token:\\\'y token:`z\n', 'text/plain'],
  'open brackets': ['token:[', 'text/plain'],
  equals: ['=', 'text/plain'],
  'open tags': ['<', 'text/html'],
  'tags in tags': ['<a ', 'text/html'],
  'open elements': ['<token>', 'text/html'],
  'open attributes': ['<a b="', 'text/html'],
  'open comments': ['<!--', 'text/html'],
  'entities of addresses': ['&#64;', 'text/html'],
  'open containers': ['[', json],
  'open members': ['{"token":', json],
  'quotes in cells': ['"', 'text/csv'],
  'secret columns': ['a,password\n', 'text/csv'],
  parameters: ['token=1&', 'application/x-www-form-urlencoded'],
};

test.each(Object.entries(hostile))('256 KiB of %s are done in well under a second', (_, [unit, type]) => {
  const body = Buffer.from(unit.repeat(Math.ceil(bytes / unit.length)));
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    redactBody(body, ['Content-Type', type], { placeholders: new Placeholders(), depth: 0 });
    return performance.now() - start;
  });
  // About 10 ms on a free machine; a second is where it is not linear any more.
  expect(Math.min(...times)).toBeLessThan(1_000);
});

test('JSON in JSON in JSON is looked into so deep and no deeper', () => {
  let text = '{"token":"x"}';
  for (let depth = 0; depth < 12; depth += 1) text = JSON.stringify({ m: text });
  // The time of the processor, which nobody else can take.
  const start = process.cpuUsage();
  redactBody(Buffer.from(text), ['Content-Type', json], { placeholders: new Placeholders(), depth: 0 });
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
});
