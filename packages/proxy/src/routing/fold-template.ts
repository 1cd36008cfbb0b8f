import { secretLabel } from '../redact/secret-names.ts';

/** What an id looks like in a path; each is anchored and linear. */
const idShapes: readonly RegExp[] = [
  /^[0-9]+$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i,
  /^[0-9a-f]{8,}$/i,
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]{4,6})?)?$/i,
  /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  /^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_-]{20,}={0,2}$/,
];

const segmentsMax = 32;
const templateLengthMax = 512;

/**
 * A path with its ids folded into `:id`, `:id2` ..., as find-my-way reads templates; the query is left out. Null where
 * no template can stand for it: too long, too deep, or badly encoded. A segment that a template could not spell out
 * literally counts as an id.
 */
export function foldTemplate(path: string): string | null {
  const query = path.indexOf('?');
  const plain = query === -1 ? path : path.slice(0, query);
  if (!plain.startsWith('/') || plain.length > 4_096) return null;
  const segments = plain.split('/').slice(1);
  if (segments.length > segmentsMax) return null;
  let parameters = 0;
  let template = '';
  let before = '';
  for (const segment of segments) {
    const text = decoded(segment);
    if (text === null) return null;
    if (isId(text) || !isLiteral(text) || mayBeSecret(text, before)) {
      parameters += 1;
      template += parameters === 1 ? '/:id' : `/:id${parameters}`;
    } else template += `/${text}`;
    before = text;
  }
  return template.length > templateLengthMax ? null : template;
}

function isId(segment: string): boolean {
  return segment.length <= 256 && idShapes.some((shape) => shape.test(segment));
}

/** Text that means itself in a template, and on the wire; `a;b=c` carries a parameter. */
function isLiteral(segment: string): boolean {
  return /^[A-Za-z0-9._~!$'+,-]*$/.test(segment);
}

const humps = /[A-Z]?[a-z]+|[A-Z]+/g;

/** What people call things in a path: a word or a few in `camelCase`, with few digits, and those at an end. */
function isWords(part: string): boolean {
  if (!/^[0-9]{0,3}[A-Za-z]*[0-9]{0,3}$/.test(part)) return false;
  const words = part.match(humps) ?? [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  return words.length <= 2 ? letters <= 32 : words.length <= 6 && letters >= words.length * 3;
}

/**
 * Whether a segment may be a key, a token or the like: it is not made of words, or it follows one such as
 * `reset-password` and is none that a route would spell out.
 */
function mayBeSecret(segment: string, before: string): boolean {
  if (segment.length > 64 || !segment.split(/[._~!$'+,-]/).every(isWords)) return true;
  return /[0-9]/.test(segment) && secretLabel(before) !== null;
}

function decoded(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
