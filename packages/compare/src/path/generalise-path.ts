const looksLikeId: readonly RegExp[] = [
  /^\d+$/,
  // A UUID, with or without braces and hyphens; other hex of eight digits and more.
  /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i,
  /^[0-9a-f]{8,}$/i,
  // A ULID.
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // `user_1234`, `order-000017`, `cus_NffrFeUfNV2Hib`.
  /^[A-Za-z]{1,16}[_-]\d{3,}$/,
  /^[a-z]{2,8}_[A-Za-z0-9]{14,}$/,
  // A token: long, with four digits and more among the letters.
  /^(?=(?:[^0-9]*[0-9]){4})[A-Za-z0-9_-]{20,}={0,2}$/,
  // What stands in a sample for a name that is secret.
  /^\[[a-z]{2,16} #\d{1,9}\]$/,
];
const looksLikeDate = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}.*)?)?$/i;
const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const nameLengthMax = 256;
const dot = 0x2e;
const openBracket = 0x5b;

/**
 * Folds what varies from exchange to exchange to `[*]`: indexes, and member names that look like ids, dates or e-mail
 * addresses. `line 3, column 5` becomes `text`, `offset 17` becomes `bytes`. Part of every signature: never change it.
 */
export function generalisePath(path: string): string {
  if (!path.startsWith('$')) {
    if (/^line \d+, column \d+$/.test(path)) return 'text';
    return /^offset \d+$/.test(path) ? 'bytes' : path;
  }
  let folded = '';
  let from = 0;
  let at = 1;
  while (at < path.length) {
    const end = segmentEnd(path, at);
    if (isVariableSegment(path, at, end)) {
      folded += `${path.slice(from, at)}[*]`;
      from = end;
    }
    at = end;
  }
  return from === 0 ? path : folded + path.slice(from);
}

/** Where the segment that begins at `start` ends: `.name`, `[7]` or `['name']`. */
function segmentEnd(path: string, start: number): number {
  let at = start + 1;
  if (path.charCodeAt(start) !== openBracket) {
    while (at < path.length && path.charCodeAt(at) !== dot && path.charCodeAt(at) !== openBracket) at += 1;
    return at;
  }
  if (path[at] !== "'") {
    const end = path.indexOf(']', at);
    return end < 0 ? path.length : end + 1;
  }
  at += 1;
  while (at < path.length && path[at] !== "'") at += path[at] === '\\' ? 2 : 1;
  return Math.min(at + 2, path.length);
}

function isVariableSegment(path: string, start: number, end: number): boolean {
  if (path.charCodeAt(start) === dot) {
    return mayVary(path, start + 1, end) && isVariableName(path.slice(start + 1, end));
  }
  if (path[start + 1] !== "'") return true;
  return isVariableName(path.slice(start + 2, end - 2));
}

/** Whether a member name looks like an id, a date or an e-mail address rather than the name of a field. */
export function isVariableName(name: string): boolean {
  if (name.length > nameLengthMax) return false;
  if (!mayVary(name, 0, name.length)) return false;
  return looksLikeDate.test(name) || looksLikeEmail.test(name) || looksLikeId.some((form) => form.test(name));
}

/** All that varies has a digit, or the sign of an e-mail address. */
function mayVary(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if ((unit >= 0x30 && unit <= 0x39) || unit === 0x40) return true;
  }
  return false;
}
