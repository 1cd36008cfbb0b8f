/** Controls, and characters that are invisible or turn the line around. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A member's name to be read: written as JSON writes it, with all that would not be seen escaped. */
export function shownName(name: string): string {
  return shownPath(JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"'));
}

/** A path has its controls escaped already, but not what is invisible. */
export function shownPath(path: string): string {
  return path.replaceAll(unseen, (found) =>
    [...Array(found.length).keys()]
      .map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
