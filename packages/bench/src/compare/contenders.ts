import { type CompiledRules, compareResponses, noRules } from '@delta-guard/compare';
import equal from 'fast-deep-equal';
import { diff as jsonDiffTs } from 'json-diff-ts';
import { create } from 'jsondiffpatch';
import microdiff from 'microdiff';
import type { Contender } from '../measure.ts';

export interface Bodies {
  legacy: Buffer;
  candidate: Buffer;
}

const headers = ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store'];
const patcher = create({ objectHash: (item) => ('id' in item ? String(item.id) : undefined) });

/** What Delta Guard does with two responses whose bodies are these. */
export function ours({ legacy, candidate }: Bodies, rules: CompiledRules = noRules): Contender {
  const left = { status: 200, headers, body: legacy };
  const right = { status: 200, headers, body: candidate };
  return { name: 'delta-guard', run: () => compareResponses(left, right, rules) };
}

/** What a user of each library does: decode, parse both, compare. */
export function peers(bodies: Bodies): Contender[] {
  return [
    { name: 'fast-deep-equal', run: () => equal(...parsed(bodies)) },
    { name: 'microdiff', run: () => microdiff(...parsed(bodies)) },
    { name: 'jsondiffpatch', run: () => patcher.diff(...parsed(bodies)) },
    { name: 'json-diff-ts', run: () => jsonDiffTs(...parsed(bodies), { embeddedObjKeys: { items: 'id' } }) },
  ];
}

/** Decoding and parsing both bodies, without any comparison. */
export function parsing(bodies: Bodies): Contender {
  return { name: 'JSON.parse of both', run: () => parsed(bodies) };
}

type Parsed = Record<string, unknown>;

/** Safe: every body here is an object or an array, and JSON.parse promises no more. */
function parsed({ legacy, candidate }: Bodies): [Parsed, Parsed] {
  return [JSON.parse(legacy.toString()) as Parsed, JSON.parse(candidate.toString()) as Parsed];
}
