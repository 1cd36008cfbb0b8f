import { type Difference, limits } from '@delta-guard/protocol';
import { type HeaderList, headerValues } from '../http/header-list.ts';
import { formatOf } from './content-type.ts';
import type { Context } from './context.ts';
import type { RedactedBody } from './redact-body.ts';
import { redactHeader } from './redact-headers.ts';
import { redactCutJson, redactCutText, redactJson } from './redact-json.ts';
import { namesOf, redactPath } from './redact-path.ts';
import { redactName, redactText } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

/** One side of a difference: what it is a difference of. */
export interface DifferingSide {
  headers: HeaderList;
  /** Null where the body is not kept, so that nothing is known of what is secret in it. */
  body: RedactedBody | null;
}

export interface DifferingSides {
  legacy: DifferingSide;
  candidate: DifferingSide | null;
}

const linePath = /^line ([0-9]{1,9}), column /;
const bytesPath = /^offset [0-9]/;
/** What a body may be compared as: such a value is no text of the body. */
const bodyKinds = new Set('empty json ndjson form multipart xml html text bytes'.split(' '));
/** Members that hold what another member or element names: the value alone tells whether it is secret. */
const holding = new Set(['value', 'val', '@value', '@content', 'content', 'children', 'code']);
const cutMark = '…';

/** A difference fit for an event: with the same placeholders as the bodies and headers it is of. */
export function redactDifference(
  difference: Difference,
  sides: DifferingSides,
  context: Context,
): Difference {
  const redact = (value: string | null, side: DifferingSide | null) =>
    value === null ? null : shown(redactValue(difference, value, { side, context }));
  return {
    ...difference,
    path: shownPath(difference, context),
    legacy: redact(difference.legacy, sides.legacy),
    candidate: redact(difference.candidate, sides.candidate),
  };
}

interface ValueOf {
  side: DifferingSide | null;
  context: Context;
}

function redactValue({ place, path, kind }: Difference, value: string, of: ValueOf): string {
  const { side, context } = of;
  if (place === 'status') return value;
  if (place === 'cookie') return redactCookie(path, value, context);
  if (place === 'header') return redactLines(path, value, of);
  if (kind === 'format' && bodyKinds.has(value)) return value;
  const body = side?.body ?? null;
  if (bytesPath.test(path)) return body === null ? value.replace(/ bytes, from here: .*$/s, ' bytes') : value;
  if (body === null || path.endsWith(cutMark)) return context.placeholders.of('value', value);
  const line = linePath.exec(path);
  if (line !== null) return fromLine(body.text ?? '', Number(line[1]));
  if (path === '$' && (kind === 'missing' || kind === 'extra')) return body.text ?? '';
  return redactMember(path, value, { side, context });
}

function redactMember(path: string, value: string, { side, context }: ValueOf): string {
  const names = namesOf(path);
  let label: string | null = null;
  for (const name of names) label = secretLabel(name) ?? label;
  const isJson = !isAdapted(side?.headers ?? []) || /^[[{]/.test(value);
  if (isJson) {
    const redact = value.endsWith(cutMark) ? redactCutJson : redactJson;
    const text = value.endsWith(cutMark) ? value.slice(0, -1) : value;
    const json = redact(text, context, { label, isLoose: holding.has(names.at(-1) ?? '') });
    return json === null ? context.placeholders.of('value', value) : json + value.slice(text.length);
  }
  if (value === '') return value;
  if (value.endsWith(cutMark)) {
    const start = value.slice(0, -1);
    return label === null
      ? redactCutText(start, context) + cutMark
      : context.placeholders.ofCut(label, start);
  }
  if (label !== null) return context.placeholders.of(label, value);
  return (
    (holding.has(names.at(-1) ?? '') ? context.placeholders.known(value.trim()) : null) ??
    redactText(value, context)
  );
}

/** Bodies that are compared as fields or elements: their values are told as plain text. */
function isAdapted(headers: HeaderList): boolean {
  const format = formatOf(headerValues(headers, 'content-type')[0] ?? '');
  return format === 'form' || format === 'multipart' || format === 'xml' || format === 'html';
}

function redactCookie(path: string, value: string, context: Context): string {
  if (path.includes(';')) return redactText(value, context);
  if (value === '') return value;
  if (value.endsWith(cutMark)) return context.placeholders.ofCut('cookie', value.slice(0, -1));
  return context.placeholders.of('cookie', value);
}

/** From the headers themselves: a value that was cut may end inside a secret. */
function redactLines(name: string, value: string, { side, context }: ValueOf): string {
  const lines = headerValues(side?.headers ?? [], name);
  if (lines.length === 0 || name === 'content-type') return redactHeader(name, value, context);
  return lines.map((line) => redactHeader(name, line.trim(), context)).join(', ');
}

function fromLine(text: string, line: number): string {
  let at = 0;
  for (let left = line - 1; left > 0; left -= 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) return '';
    at = next + 1;
  }
  return text.slice(at, at + limits.valueLengthMax + 1);
}

/** Within the wire's cap, cut visibly and not inside a character. */
function shown(value: string): string {
  if (value.length <= limits.valueLengthMax) return value;
  const cut = value.slice(0, limits.valueLengthMax - cutMark.length);
  const last = cut.charCodeAt(cut.length - 1);
  return (last >= 0xd800 && last < 0xdc00 ? cut.slice(0, -1) : cut) + cutMark;
}

function shownPath({ place, path }: Difference, context: Context): string {
  if (place === 'status') return path;
  const safe = place === 'body' ? redactPath(path, context) : redactName(path, context);
  return safe.length <= limits.pathLengthMax ? safe : `${safe.slice(0, limits.pathLengthMax - 1)}…`;
}
