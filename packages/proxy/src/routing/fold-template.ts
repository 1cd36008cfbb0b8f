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
  for (const segment of segments) {
    const text = decoded(segment);
    if (text === null) return null;
    if (isId(text) || !isLiteral(text)) {
      parameters += 1;
      template += parameters === 1 ? '/:id' : `/:id${parameters}`;
    } else template += `/${text}`;
  }
  return template.length > templateLengthMax ? null : template;
}

function isId(segment: string): boolean {
  return segment.length <= 256 && idShapes.some((shape) => shape.test(segment));
}

/** Text that means itself in a template, and on the wire. */
function isLiteral(segment: string): boolean {
  return /^[A-Za-z0-9._~!$&'+,;=@-]*$/.test(segment);
}

function decoded(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
