import fc from 'fast-check';
import { query } from 'json-p3';
import { expect, test } from 'vitest';
import { type JsonNode, readJson } from '../json/read-json.ts';
import { BodyRules, type RuleState } from '../rules/body-rules.ts';
import { bytesOf } from '../test-support/responses.ts';
import { parsePath } from './parse-path.ts';

const name = fc.constantFrom('a', 'b', "it's", 'é');
const bound = fc.option(fc.integer({ min: -4, max: 4 }).map(String), { nil: '' });
const selector = fc.oneof(
  name.map((text) => `'${text.replaceAll("'", "\\'")}'`),
  fc.constant('*'),
  fc.integer({ min: -4, max: 4 }).map(String),
  fc
    .tuple(bound, bound, fc.constantFrom('', ':', ':1', ':2', ':-1', ':-2', ':0'))
    .map(([from, to, step]) => `${from}:${to}${step}`),
);
const segment = fc
  .tuple(fc.constantFrom('', '', '..'), fc.array(selector, { minLength: 1, maxLength: 3 }))
  .map(([dots, selectors]) => `${dots}[${selectors.join()}]`);
const path = fc.array(segment, { maxLength: 4 }).map((segments) => `$${segments.join('')}`);
const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(1),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(name, tie('document'), { maxKeys: 4 }),
  ),
}));

test('rules select the nodes that another implementation of RFC 9535 selects', () => {
  fc.assert(
    fc.property(path, document, (text, value) => {
      const theirs = query(text, JSON.parse(JSON.stringify(value))).nodes.map(({ location }) =>
        JSON.stringify(location),
      );
      expect(selected(text, value)).toEqual([...new Set(theirs)].sort());
    }),
    { numRuns: 2_000 },
  );
});

function selected(text: string, value: unknown): string[] {
  const parsed = parsePath(text);
  const read = readJson(bytesOf(JSON.stringify(value)));
  if (!parsed.ok || !read.ok) throw new Error(`${text} or its document was refused`);
  const rule = { id: 'rule', action: { do: 'ignore' } as const, matches: null };
  const locations: string[] = [];
  collect(read.root, new BodyRules([{ rule, segments: parsed.segments }]).root, [], locations);
  return locations.sort();
}

function collect(node: JsonNode, state: RuleState, location: (string | number)[], locations: string[]): void {
  if (state.selecting.length > 0) locations.push(JSON.stringify(location));
  if (node.type === 'object') {
    for (const member of node.members) {
      collect(member.value, state.member(member.name), [...location, member.name], locations);
    }
  }
  if (node.type !== 'array') return;
  const { length } = node.elements;
  node.elements.forEach((element, at) => {
    collect(element, state.element(at, length, length), [...location, at], locations);
  });
}
