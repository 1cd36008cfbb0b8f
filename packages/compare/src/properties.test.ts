import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memberSegment } from './path/write-path.ts';
import { compareJsonTexts, found } from './test-support/responses.ts';

const runs = { numRuns: 300 };
/** A document, and one that says the same with its members in another order. */
const document = fc.jsonValue({ maxDepth: 5 });
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'total', 'x y', "it's"),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

test('every document matches itself, written with or without blanks', () => {
  fc.assert(
    fc.property(document, (value) => {
      const text = JSON.stringify(value);
      expect(compareJsonTexts(text, text).verdict).toBe('match');
      expect(compareJsonTexts(text, JSON.stringify(value, null, 2)).verdict).toBe('match');
    }),
    runs,
  );
});

test('every document matches itself with its members in another order', () => {
  fc.assert(
    fc.property(document, (value) => {
      expect(compareJsonTexts(JSON.stringify(value), JSON.stringify(reversed(value))).verdict).toBe('match');
    }),
    runs,
  );
});

test('two documents match only if they say the same', () => {
  fc.assert(
    fc.property(document, document, (one, other) => {
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(compareJsonTexts(JSON.stringify(one), JSON.stringify(other)).verdict).toBe(
        same ? 'match' : 'mismatch',
      );
    }),
    runs,
  );
});

/** Something around a change: an object with other members, or an array with other elements. */
type Around =
  | { name: string; others: Record<string, unknown>; first: boolean }
  | { before: number; after: number };

const around: fc.Arbitrary<Around> = fc.oneof(
  fc.record({ name, others: fc.dictionary(name, document, { maxKeys: 3 }), first: fc.boolean() }),
  fc.record({ before: fc.nat(3), after: fc.nat(3) }),
);

interface Planted {
  legacy: string | null;
  candidate: string | null;
  says: string;
}

const planted: readonly Planted[] = [
  { legacy: '1', candidate: '2', says: 'value @' },
  { legacy: '9007199254740992', candidate: '9007199254740993', says: 'value @' },
  { legacy: '"a"', candidate: '1', says: 'type @' },
  { legacy: '"123"', candidate: '123', says: 'type @ numericString' },
  { legacy: '12.345', candidate: '12.35', says: 'value @ rounding' },
  { legacy: '"Paid"', candidate: '"PAID"', says: 'value @ case' },
  { legacy: '"a b"', candidate: '"a  b"', says: 'value @ whitespace' },
  { legacy: '"é"', candidate: '"e\u0301"', says: 'value @ unicodeForm' },
  { legacy: '"2026-01-01T00:00:00Z"', candidate: '"2026-01-01T02:00:00+02:00"', says: 'value @ sameInstant' },
  { legacy: '"2026-01-01T00:00:00Z"', candidate: '"2026-01-01T00:00:00+02:00"', says: 'value @ timeZone' },
  { legacy: '[1,2,3]', candidate: '[3,1,2]', says: 'order @' },
  { legacy: '[1,2,3]', candidate: '[1,2,7,3]', says: 'extra @[2]' },
  { legacy: '[{"id":1},{"id":2}]', candidate: '[{"id":2}]', says: 'missing @[0]' },
  { legacy: '{"k":1}', candidate: '{"k":1,"n":null}', says: 'extra @.n nullVersusAbsent' },
  { legacy: '{"k":1,"e":[]}', candidate: '{"k":1}', says: 'missing @.e emptyVersusAbsent' },
  { legacy: '{"k":1,"k":1}', candidate: '{"k":1}', says: 'duplicateKey @.k' },
];

describe('each planted change is found at its path with its why, and nothing else', () => {
  test.each(planted)('$says', ({ legacy, candidate, says }) => {
    fc.assert(
      fc.property(fc.array(around, { maxLength: 5 }), fc.boolean(), (levels, isReversed) => {
        let [left, right, path] = [legacy ?? '', candidate ?? '', ''];
        for (const level of levels) [left, right, path] = wrap(level, [left, right, path], isReversed);
        expect(found(compareJsonTexts(left, right))).toEqual([says.replace('@', () => `$${path}`)]);
      }),
      { numRuns: 100 },
    );
  });
});

function wrap(level: Around, [left, right, path]: string[], isReversed: boolean): [string, string, string] {
  if ('before' in level) {
    const elements = (value: string) => {
      const count = (from: number, length: number) => Array.from({ length }, (_, at) => `"${from + at}"`);
      return `[${[...count(0, level.before), value, ...count(100, level.after)]}]`;
    };
    return [elements(left ?? ''), elements(right ?? ''), `[${level.before}]${path}`];
  }
  const others = Object.entries(level.others).filter(([key]) => key !== level.name);
  const write = (value: string, backwards: boolean) => {
    const members = others.map(([key, other]) => `${JSON.stringify(key)}:${JSON.stringify(other)}`);
    members.splice(level.first ? 0 : members.length, 0, `${JSON.stringify(level.name)}:${value}`);
    return `{${backwards ? members.toReversed() : members}}`;
  };
  return [write(left ?? '', false), write(right ?? '', isReversed), memberSegment(level.name) + path];
}

/** With members in order, and -0 as 0. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
  return { members };
}
