import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { compileRules } from '@delta-guard/compare';
import { type Rule, ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import { patternEngine } from '../routing/pattern-engine.ts';
import { RecordingError } from './recording.ts';

const ruleSchema = z.object({ place: rulePlaceSchema, action: ruleActionSchema });

/** Rules for all routes: a JSON array of `{place, action}`, or one such object a line. Every mistake is named. */
export async function readRulesFile(file: string): Promise<Rule[]> {
  const values = parseValues(await textOf(file), file);
  const rules: Rule[] = [];
  const mistakes: string[] = [];
  for (const [at, value] of values.entries()) {
    const parsed = ruleSchema.safeParse(value);
    if (!parsed.success) {
      mistakes.push(
        ...parsed.error.issues.map((issue) => `rule ${at + 1}: ${issue.path.join('.')}: ${issue.message}`),
      );
      continue;
    }
    const rule = { id: randomUUID(), routeId: null, ...parsed.data };
    const compiled = compileRules([rule], { routeId: randomUUID(), patternEngine });
    if (compiled.ok) rules.push(rule);
    else
      mistakes.push(
        ...compiled.errors.map(({ message, position }) => `rule ${at + 1}: ${message} (at ${position})`),
      );
  }
  if (mistakes.length > 0) throw new RecordingError(`${file} cannot be used:\n  ${mistakes.join('\n  ')}`);
  return rules;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new RecordingError(`${file} cannot be read`);
  }
}

function parseValues(text: string, file: string): unknown[] {
  const lines = text.trimStart().startsWith('[')
    ? [text]
    : text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map((line, at) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new RecordingError(`${file} is not JSON${lines.length > 1 ? ` at line ${at + 1}` : ''}`);
    }
  });
  const [only] = values;
  return values.length === 1 && Array.isArray(only) ? only : values;
}
