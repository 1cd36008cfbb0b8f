import { describe, expect, test } from 'vitest';
import { type RequestRuleOptions, RequestRules } from './request-rules.ts';

const sent = ['Host', 'shop.example', 'Cookie', 'a=1', 'X-Trace', '1', 'cookie', 'b=2', 'Accept', '*/*'];

function applied(rules: Partial<RequestRuleOptions>, headers = sent): string[] {
  return new RequestRules({ host: null, remove: [], set: [], add: [], ...rules }).apply(headers);
}

describe('rules for the headers of an upstream', () => {
  test('remove each field of a name, whatever its case, and leave the rest in case and order', () => {
    expect(applied({ remove: ['COOKIE'] })).toEqual([
      ...['Host', 'shop.example', 'X-Trace', '1', 'Accept', '*/*'],
    ]);
  });

  test('replace where the first stood, and append what the client did not send', () => {
    expect(applied({ set: ['Cookie', 'own=1', 'Authorization', 'Bearer x'] })).toEqual([
      ...['Host', 'shop.example', 'Cookie', 'own=1', 'X-Trace', '1', 'Accept', '*/*'],
      ...['Authorization', 'Bearer x'],
    ]);
  });

  test('add beside what the client sent', () => {
    expect(applied({ add: ['X-Trace', '2'] }).slice(-2)).toEqual(['X-Trace', '2']);
    expect(applied({ add: ['X-Trace', '2'] })).toContain('1');
  });

  test('replace Host in its place, or give one where the client sent none', () => {
    expect(applied({ host: 'ledger.internal' }).slice(0, 2)).toEqual(['Host', 'ledger.internal']);
    expect(applied({ host: 'ledger.internal' }, ['A', '1'])).toEqual(['Host', 'ledger.internal', 'A', '1']);
  });

  test('never change the list they are given: the other side has the same', () => {
    const given = [...sent];
    applied({ host: 'x', remove: ['cookie'], set: ['Accept', 'y'], add: ['B', '1'] }, given);
    expect(given).toEqual(sent);
  });
});
