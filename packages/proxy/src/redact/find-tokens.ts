import type { Hit } from './hit.ts';

/** What well-known services begin their keys and tokens with. */
const prefixed =
  /(?<![A-Za-z0-9])(?:[spr]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9+/=]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{16,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{20,}|shp(?:at|ca|pa|ss)_[A-Za-z0-9]{16,})/g;
const scheme = /(?<![A-Za-z0-9])(bearer|basic|token|dpop|negotiate)[ \t]{1,4}([A-Za-z0-9._~+/-]{8,}={0,2})/gi;
const longWord = /(?<![A-Za-z0-9_+/-])[A-Za-z0-9_+-]{32,512}={0,2}(?![A-Za-z0-9_+/-])/g;

/** JSON Web Tokens and encrypted ones: base64url parts with points between, the first a JSON object. */
export function findJwts(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('eyJ'); at !== -1; ) {
    const header = partEnd(text, at);
    const payload = text[header] === '.' ? partEnd(text, header + 1) : header;
    let end = payload;
    while (text[end] === '.' && end > header) end = partEnd(text, end + 1);
    const isToken = header - at >= 10 && payload - header > 2 && end > payload;
    if (isToken) hits.push({ start: at, end, label: 'token' });
    at = text.indexOf('eyJ', Math.max(header, at + 3));
    if (isToken && at !== -1 && at < end) at = text.indexOf('eyJ', end);
  }
}

/** Keys that show what they are by how they begin or by the scheme before them, and long random words. */
export function findTokens(text: string, hits: Hit[]): void {
  for (const match of text.matchAll(prefixed)) {
    hits.push({ start: match.index, end: match.index + match[0].length, label: 'token' });
  }
  for (const match of text.matchAll(longWord)) {
    if (isRandom(match[0]))
      hits.push({ start: match.index, end: match.index + match[0].length, label: 'token' });
  }
}

/** `Bearer …` and `Basic …` in running text, where what follows is no word of a sentence. */
export function findSchemes(text: string, hits: Hit[]): void {
  for (const match of text.matchAll(scheme)) {
    const [all, name = '', token = ''] = match;
    if (!isCredential(name.toLowerCase(), token)) continue;
    const start = match.index + all.length - token.length;
    hits.push({ start, end: start + token.length, label: 'token' });
  }
}

/** The block of a private key, up to its end or to the end of the text. */
export function findPrivateKeys(text: string, hits: Hit[]): void {
  const [opening, closing] = ['-----BEGIN ', '-----END '];
  for (let start = text.indexOf(opening); start !== -1; ) {
    const closes = text.indexOf(closing, start);
    const lineEnd = closes === -1 ? -1 : text.indexOf('-----', closes + closing.length);
    const end = lineEnd === -1 ? text.length : lineEnd + 5;
    if (text.slice(start, start + 64).includes('PRIVATE KEY')) hits.push({ start, end, label: 'key' });
    start = text.indexOf(opening, end);
  }
}

/** `user:password` of a URL. */
export function findUserInfo(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    let sign = -1;
    for (let end = start; end < text.length && end < start + 1_024; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 0x40) sign = end;
      // Blanks, quotes and angle brackets, and what ends the authority: / ? #
      else if (code <= 0x20 || code === 0x2f || code === 0x3f || code === 0x23) break;
      else if (code === 0x22 || code === 0x3c || code === 0x3e) break;
    }
    if (sign > start) hits.push({ start, end: sign, label: 'credentials' });
  }
}

/** Whether a word of 32 characters and more is random beyond doubt: no identifier, hash, number or name looks like it. */
export function isRandom(word: string): boolean {
  let [upper, lower, digits, changes, last] = [0, 0, 0, 0, 0];
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    const kind = code >= 0x61 ? 1 : code >= 0x41 && code <= 0x5a ? 2 : code >= 0x30 && code <= 0x39 ? 3 : 4;
    if (kind === 1) lower += 1;
    else if (kind === 2) upper += 1;
    else if (kind === 3) digits += 1;
    if (kind !== last) changes += 1;
    last = kind;
  }
  return upper >= 3 && lower >= 3 && digits >= 2 && changes >= word.length * 0.42;
}

function isCredential(scheme: string, token: string): boolean {
  if (scheme === 'basic') return isBasic(token);
  if (scheme === 'token' && token.length < 16) return false;
  return token.length >= 24 || (/[0-9]/.test(token) && /[A-Za-z]/.test(token)) || /[a-z][A-Z]/.test(token);
}

/** Base64 of `user:password`. */
function isBasic(token: string): boolean {
  return /^[ -~]*:[ -~]*$/.test(Buffer.from(token.slice(0, 1_024), 'base64').toString('latin1'));
}

function partEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!isLetter && !(code >= 0x30 && code <= 0x39) && code !== 0x2d && code !== 0x5f) break;
  }
  return at;
}
