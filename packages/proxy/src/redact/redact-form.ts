import { isSecretName, redacted } from './secret-names.ts';

/** Replaces the values of secret names in `a=b&c=d`, as in queries and forms; all else stays as it is. */
export function redactForm(text: string): string {
  return text.split('&').map(redactPair).join('&');
}

/** The same for the query of a request target or of a URL. */
export function redactTarget(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? target : `${target.slice(0, at + 1)}${redactForm(target.slice(at + 1))}`;
}

function redactPair(pair: string): string {
  const at = pair.indexOf('=');
  if (at === -1) return pair;
  const name = pair.slice(0, at);
  return isSecretName(decoded(name)) ? `${name}=${redacted}` : pair;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
