const segment = /\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\.([A-Za-z_][A-Za-z0-9_]*)/gu;

const looksLikeId: readonly RegExp[] = [
  /^\d+$/,
  // A UUID, with or without braces and hyphens; other hex of eight digits and more.
  /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i,
  /^(?=[a-f]*\d)[0-9a-f]{8,}$/i,
  // A ULID.
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // `user_1234`, `order-000017`, `cus_NffrFeUfNV2Hib`.
  /^[A-Za-z]{1,16}[_-]\d{3,}$/,
  /^[a-z]{2,8}_(?=[A-Za-z]*\d)[A-Za-z0-9]{14,}$/,
  // A token: long, with four digits and more among the letters.
  /^(?=(?:[^0-9]*[0-9]){4})[A-Za-z0-9_-]{20,}={0,2}$/,
];
const looksLikeDate = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}.*)?)?$/i;
const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Folds what varies from exchange to exchange to `[*]`: indexes, and member names that look like ids, dates or e-mail
 * addresses. `line 3, column 5` becomes `text`, `offset 17` becomes `bytes`. Part of every signature: never change it.
 */
export function generalisePath(path: string): string {
  if (path.startsWith('$')) return path.replace(segment, fold);
  if (/^line \d+, column \d+$/.test(path)) return 'text';
  if (/^offset \d+$/.test(path)) return 'bytes';
  return path;
}

function fold(whole: string, index: string | undefined, quoted: string | undefined, plain: string): string {
  if (index !== undefined) return '[*]';
  return isVariableName(quoted ?? plain) ? '[*]' : whole;
}

/** Whether a member name looks like an id, a date or an e-mail address rather than the name of a field. */
export function isVariableName(name: string): boolean {
  if (name.length > 256) return false;
  return looksLikeDate.test(name) || looksLikeEmail.test(name) || looksLikeId.some((form) => form.test(name));
}
