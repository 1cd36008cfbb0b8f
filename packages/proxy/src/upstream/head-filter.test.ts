import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { filterHeads } from './head-filter.ts';

/** Pushes the text in pieces of a size and reads it through the filter. */
function filtered(text: string, size: number): { passed: string[]; continues: number } {
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  let continues = 0;
  // Safe: the filter uses no more of a socket than its `read`.
  const filter = filterHeads(stream as unknown as Socket, () => {
    continues += 1;
  });
  filter.expectHead();
  const passed: string[] = [];
  for (let at = 0; at < text.length; at += size) {
    stream.push(Buffer.from(text.slice(at, at + size), 'latin1'));
    for (let chunk: unknown = stream.read(); Buffer.isBuffer(chunk); chunk = stream.read()) {
      if (chunk.length > 0) passed.push(chunk.toString('latin1'));
    }
  }
  return { passed, continues };
}

const answer = 'HTTP/1.1 200 Odd but Fine\r\nContent-Length: 2\r\n\r\nHTTP/1.1 100 ok';
const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const go = 'HTTP/1.1 100 Continue\r\nX: y\r\n\r\n';

describe('what is read from an upstream', () => {
  test.each([1, 2, 7, 12, 13, 30, 1_000])(
    'loses interim 100s and nothing else, in pieces of %d bytes',
    (size) => {
      const { passed, continues } = filtered(go + early + go + go + answer, size);
      expect(passed.join('')).toBe(early + answer);
      expect(continues).toBe(3);
    },
  );

  test.each([1, 3, 10, 25])('has its status line in one piece, in pieces of %d bytes', (size) => {
    const { passed } = filtered(answer, size);
    expect(passed[0]).toMatch(/^HTTP\/1\.1 200 Odd but Fine\r\n/);
  });

  test('is handed on as it is where it is not HTTP, or a 101', () => {
    expect(filtered('SSH-2.0-x', 3).passed.join('')).toBe('SSH-2.0-x');
    const upgraded = 'HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 100 x';
    expect(filtered(upgraded, 5)).toEqual({ passed: expect.any(Array), continues: 0 });
    expect(filtered(upgraded, 5).passed.join('')).toBe(upgraded);
  });

  test('a status line without an end is not held for ever', () => {
    expect(filtered(`HTTP/1.1 200 ${'x'.repeat(20_000)}`, 1_000).passed.join('').length).toBeGreaterThan(
      8_000,
    );
  });
});
