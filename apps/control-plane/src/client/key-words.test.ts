import { expect, test } from 'vitest';
import { keyShareWords, keyWarning } from './key-words.ts';

const settings = { stickyKey: { in: 'cookie', name: 'sid' } } as const;
const warned = (keyed: number, requests: number) => keyWarning({ settings, keyCarried: { keyed, requests } });

test('a key that nobody carries is said plainly, with what to do', () => {
  expect(warned(0, 1_234)).toBe(
    'None of the last 1,234 requests carried the sticky key, cookie sid: in canary the legacy answers every client, whatever the share. Name a cookie or header that clients send, or have them send this one.',
  );
});

test('so is one that few carry', () => {
  expect(warned(40, 100)).toMatch(
    /^Only 40\s% of the last 100 requests carried .* cookie sid: .* Name a cookie/,
  );
  expect(warned(89, 100)).toMatch(/^Only 89/);
});

test('nothing is said where nearly all carry it, where too few asked, and without a key', () => {
  expect([warned(90, 100), warned(0, 19), warned(0, 0)]).toEqual([null, null, null]);
  expect(keyWarning({ settings, keyCarried: null })).toBeNull();
  expect(keyWarning({ settings: { stickyKey: null }, keyCarried: null })).toBeNull();
});

test('the share stands beside the key once it can be told', () => {
  expect(keyShareWords({ keyCarried: { keyed: 50, requests: 100 } })).toMatch(
    /^, on 50\s% of the last 100 requests$/,
  );
  expect(keyShareWords({ keyCarried: { keyed: 5, requests: 10 } })).toBe('');
  expect(keyShareWords({ keyCarried: null })).toBe('');
});
