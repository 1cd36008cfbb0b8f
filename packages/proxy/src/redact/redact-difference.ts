import type { Difference } from '@delta-guard/protocol';
import { redactForm } from './redact-form.ts';
import { redactHeader } from './redact-headers.ts';
import { redactCutJson, redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { isSecretName, redacted } from './secret-names.ts';

/** A difference fit for an event. A secret on either side is replaced on both. */
export function redactDifference(difference: Difference): Difference {
  const { legacy, candidate } = difference;
  return {
    ...difference,
    legacy: redactValue(difference, legacy),
    candidate: redactValue(difference, candidate),
  };
}

function redactValue({ place, path }: Difference, value: string | null): string | null {
  if (value === null || place === 'status') return value;
  if (place === 'cookie') return path.includes(';') ? value : redacted;
  if (place === 'header') return redactHeader(path, value);
  if (namesOf(path).some(isSecretName)) return redacted;
  return redactFragment(value);
}

/** A piece of a body: JSON text, perhaps cut at its end, or text of another format. */
function redactFragment(value: string): string {
  const json = value.endsWith('…') ? redactCutJson(value) : redactJson(value);
  return json ?? redactText(value.includes('=') && value.includes('&') ? redactForm(value) : value);
}

/** Member names on a JSON path, as `$.a['b'][0]` writes them. */
function namesOf(path: string): string[] {
  return path.split(/[.[\]'"]+/).filter((part) => part !== '' && part !== '$');
}
