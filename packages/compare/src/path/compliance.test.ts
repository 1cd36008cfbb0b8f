import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type JsonNode, readJson } from '../json/read-json.ts';
import { BodyRules, type RuleState } from '../rules/body-rules.ts';
import { bytesOf } from '../test-support/responses.ts';
import { absentData, sharedData } from '../test-support/shared-data.ts';
import { parsePath } from './parse-path.ts';

interface ComplianceCase {
  name: string;
  selector: string;
  document?: unknown;
  result_paths?: string[];
  results_paths?: string[][];
  invalid_selector?: boolean;
}

const file = sharedData('jsonpath-cts/cts.json');
const cases = file === null ? [] : casesOf(file);
const valid = cases.filter((each) => each.invalid_selector !== true);
const usable = valid.filter((each) => !each.selector.includes('?'));
const filters = valid.filter((each) => each.selector.includes('?'));

describe.skipIf(file === null)(
  `the JSONPath compliance suite${file === null ? ` (${absentData})` : ''}`,
  () => {
    test('has all its cases', () => {
      expect([cases.length, usable.length, filters.length]).toEqual([703, 167, 289]);
    });

    test.each(cases.filter((each) => each.invalid_selector === true))(
      '$name: $selector is refused',
      ({ selector }) => {
        expect(parsePath(selector)).toMatchObject({ ok: false });
      },
    );

    test.each(filters)('$name: $selector is refused as a filter, where the filter begins', ({ selector }) => {
      const parsed = parsePath(selector);
      if (parsed.ok) expect.unreachable();
      else {
        expect(parsed.message).toBe('filters (?) cannot be used in rules');
        expect(selector[parsed.position]).toBe('?');
      }
    });

    test.each(usable)('$name: $selector selects what it should', (each) => {
      const expected = each.result_paths ?? each.results_paths?.[0] ?? [];
      expect(selectedPaths(each.selector, each.document)).toEqual([...new Set(expected)].sort());
    });
  },
);

/** Safe: the suite's own schema says so. */
function casesOf(path: string): ComplianceCase[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { tests: ComplianceCase[] }).tests;
}

function selectedPaths(selector: string, document: unknown): string[] {
  const parsed = parsePath(selector);
  const read = readJson(bytesOf(JSON.stringify(document)));
  if (!parsed.ok || !read.ok) throw new Error('neither path nor document may be refused');
  const rule = { id: 'rule', action: { do: 'ignore' } as const, matches: null };
  const rules = new BodyRules([{ rule, segments: parsed.segments }]);
  const selected: string[] = [];
  collect(read.root, rules.root, '$', selected);
  return selected.sort();
}

function collect(node: JsonNode, state: RuleState, path: string, selected: string[]): void {
  if (state.selecting.length > 0) selected.push(path);
  if (node.type === 'object') {
    for (const { name, value } of node.members)
      collect(value, state.member(name), `${path}['${escaped(name)}']`, selected);
  }
  if (node.type !== 'array') return;
  const { length } = node.elements;
  node.elements.forEach((element, at) => {
    collect(element, state.element(at, length, length), `${path}[${at}]`, selected);
  });
}

function escaped(name: string): string {
  return JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
}
