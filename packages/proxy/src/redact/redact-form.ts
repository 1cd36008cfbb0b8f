import type { Context } from './context.ts';
import { percentDecoded, percentEncoded } from './percent.ts';
import { redactName, redactText } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

/** Parameters that stand beside the `code` of an OAuth callback or token request. */
const besideOauthCode = /(?:^|&)(?:state|session_state|scope|iss|grant_type|code_verifier|redirect_uri)=/;

/** `a=b&c=d`, as in queries and forms, without what is secret in it; all else stays as it is written. */
export function redactForm(text: string, context: Context): string {
  const hasOauthCode = besideOauthCode.test(text);
  return text
    .split('&')
    .map((pair) => redactPair(pair, hasOauthCode, context))
    .join('&');
}

function redactPair(pair: string, hasOauthCode: boolean, context: Context): string {
  const at = pair.indexOf('=');
  if (at === -1) return redactEncoded(pair, context, redactText);
  const name = decoded(pair.slice(0, at));
  const label = name === 'code' && hasOauthCode ? 'code' : secretLabel(name);
  const safeName = redactEncoded(pair.slice(0, at), context, redactName);
  const value = pair.slice(at + 1);
  if (label === null || value === '') return `${safeName}=${redactEncoded(value, context, redactText)}`;
  return `${safeName}=${context.placeholders.of(label, decoded(value))}`;
}

/** One percent-encoded text, as it is where nothing in it is secret. */
function redactEncoded(
  text: string,
  context: Context,
  redact: (text: string, context: Context) => string,
): string {
  const plain = decoded(text);
  const safe = redact(plain, context);
  return safe === plain ? text : percentEncoded(safe);
}

function decoded(text: string): string {
  return percentDecoded(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
