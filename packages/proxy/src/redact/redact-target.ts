import type { Context } from './context.ts';
import { isRandom } from './find-tokens.ts';
import { percentDecoded, percentEncoded } from './percent.ts';
import { redactForm } from './redact-form.ts';
import { redactText } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

/** What is no name of a resource: it holds a digit, or is longer than words are. */
const noWord = /[0-9]|^.{25,}$/;
const absolute = /^[A-Za-z][A-Za-z0-9+.-]{0,15}:\/\/[^/?#]*/;

/** The target of a request, or the URL of a header, without what is secret in its path, parameters and query. */
export function redactTarget(target: string, context: Context): string {
  const origin = absolute.exec(target)?.[0] ?? '';
  const rest = target.slice(origin.length);
  const at = rest.search(/[?#]/);
  const path = at === -1 ? rest : rest.slice(0, at);
  const safePath = `${origin === '' ? '' : redactText(origin, context)}${redactPath(path, context)}`;
  return at === -1 ? safePath : `${safePath}${rest[at]}${redactQuery(rest.slice(at + 1), context)}`;
}

function redactQuery(query: string, context: Context): string {
  const at = query.indexOf('#');
  if (at === -1) return redactForm(query, context);
  return `${redactForm(query.slice(0, at), context)}#${redactForm(query.slice(at + 1), context)}`;
}

function redactPath(path: string, context: Context): string {
  let label: string | null = null;
  return path
    .split('/')
    .map((segment) => {
      const [first = '', ...parameters] = segment.split(';');
      const plain = percentDecoded(first);
      const safe = redactSegment(plain, label, context);
      if (safe !== plain) label = null;
      label = secretLabel(plain.slice(0, 64)) ?? label;
      const shown = safe === plain ? first : percentEncoded(safe);
      return [shown, ...parameters.map((pair) => redactForm(pair, context))].join(';');
    })
    .join('/');
}

/** After `/reset-password/` or `/tokens/` comes the secret, unless it is a word like `confirm`. */
function redactSegment(segment: string, label: string | null, context: Context): string {
  if (label !== null && noWord.test(segment)) return context.placeholders.of(label, segment);
  if (segment.length >= 32 && isRandom(segment)) return context.placeholders.of('token', segment);
  return redactText(segment, context);
}
