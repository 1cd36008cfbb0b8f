import { type CompiledRules, compareResponses, compileRules, noRules, type Rule } from '@delta-guard/compare';
import type { Bench, Row } from '../bench.ts';
import { type Measured, measure } from '../measure.ts';
import { timeRows } from '../rows.ts';
import { ours, parsing, peers } from './contenders.ts';
import { bodiesOf, changes, longArrays } from './documents.ts';

const sizes: readonly [string, number][] = [
  ['1KB', 1_024],
  ['10KB', 10_240],
  ['100KB', 102_400],
  ['1MB', 1_048_576],
];
const rulesMax = 200;

export const bench: Bench = {
  name: 'compare',
  title: 'Two JSON bodies compared, decoded bytes to differences: against JSON.parse of both and a library',
  async run(options) {
    const rows: Row[] = [];
    for (const [name, bytes] of sizes) {
      for (const change of changes) {
        const bodies = bodiesOf(bytes, change);
        expectVerdict(bodies, change === 'equal' || change === 'reordered' ? 'match' : 'mismatch');
        const budgetMs = options.quick ? 250 : 1_500;
        const measured = measure([ours(bodies), ...peers(bodies)], { ...options, budgetMs });
        rows.push(...timeRows(`${name}/${change}`, measured));
      }
    }
    return [...rows, ...longArrayRows(options), ...ruleRows(options)];
  },
};

/** One inserted element among 20,000 has to take less than three times the time of JSON.parse alone. */
function longArrayRows(options: { quick: boolean }): Row[] {
  const bodies = longArrays(20_000);
  expectVerdict(bodies, 'mismatch');
  return timeRows('20000/inserted', measure([ours(bodies), parsing(bodies)], options));
}

/** 200 rules against none: the ratio is to stay above 0.5. */
function ruleRows(options: { quick: boolean }): Row[] {
  const rules = manyRules();
  return (['one', 'reordered'] as const).flatMap((change) => {
    const bodies = bodiesOf(10_240, change);
    const measured = measure([ours(bodies, rules), { ...ours(bodies), name: 'no rules' }], options);
    return timeRows(`10KB/${change} with ${rulesMax} rules`, measured satisfies Measured[]);
  });
}

function manyRules(): CompiledRules {
  const rules = Array.from({ length: rulesMax }, (_, at): Rule => {
    const path = at % 2 === 0 ? `$.items[*].field${at}` : `$..field${at}`;
    return { id: `rule-${at}`, routeId: null, place: { in: 'body', path }, action: { do: 'ignore' } };
  });
  const compiled = compileRules(rules, { routeId: 'bench' });
  if (!compiled.ok) throw new Error(`the bench's own rules are wrong: ${JSON.stringify(compiled.errors)}`);
  return compiled.rules;
}

/** What is measured must be right. */
function expectVerdict({ legacy, candidate }: { legacy: Buffer; candidate: Buffer }, verdict: string): void {
  const headers = ['content-type', 'application/json'];
  const result = compareResponses(
    { status: 200, headers, body: legacy },
    { status: 200, headers, body: candidate },
    noRules,
  );
  if (result.verdict !== verdict) throw new Error(`expected ${verdict}, got ${result.verdict}`);
}
