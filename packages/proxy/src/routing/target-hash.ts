import { stableHash } from './stable-hash.ts';

/** The targets that traffic asks for again and again are looked up; a hash of each would cost a twentieth of an exchange. */
const lately = new Map<string, number>();
const latelyMax = 4_096;
const lengthMax = 256;
let latelySalt = '';

/** A target's path without its query, as a salted number. */
export function targetHash(salt: string, path: string): number {
  if (salt !== latelySalt) {
    lately.clear();
    latelySalt = salt;
  }
  const known = lately.get(path);
  if (known !== undefined) return known;
  const made = stableHash(salt, withoutQuery(path));
  if (path.length > lengthMax) return made;
  if (lately.size >= latelyMax) lately.clear();
  lately.set(path, made);
  return made;
}

/** The parameters of a template are in the path: another query asks the same target otherwise. */
function withoutQuery(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}
