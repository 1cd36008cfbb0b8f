import { pathLengthMax } from '../limits.ts';

const needsEscape = /[\p{Cc}\p{Cs}'\\]/u;

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

/** `.name` where RFC 9535 allows the shorthand for ASCII names, else `['name']` escaped as in a normalized path. */
export function memberSegment(name: string): string {
  if (isShorthand(name)) return `.${name}`;
  return `['${needsEscape.test(name) ? escapeName(name) : name}']`;
}

/** As /^[A-Za-z_][A-Za-z0-9_]*$/, in less time. */
function isShorthand(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) {
    const unit = name.charCodeAt(at);
    const lower = unit | 0x20;
    const isLetter = (lower >= 0x61 && lower <= 0x7a) || unit === 0x5f;
    if (!isLetter && (at === 0 || unit < 0x30 || unit > 0x39)) return false;
  }
  return name !== '';
}

function escapeName(name: string): string {
  let text = '';
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (escapes[character] !== undefined) text += escapes[character];
    else if (code < 0x20) text += `\\u${code.toString(16).padStart(4, '0')}`;
    else if (code >= 0xd800 && code <= 0xdfff) text += `\\u${code.toString(16).toUpperCase()}`;
    else text += character;
  }
  return text;
}

/** Cuts a path that is longer than the wire takes, visibly. */
export function clipPath(path: string): string {
  if (path.length <= pathLengthMax) return path;
  const cut = path.slice(0, pathLengthMax - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last < 0xdc00 ? cut.slice(0, -1) : cut}…`;
}
