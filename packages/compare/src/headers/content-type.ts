export interface ContentType {
  /** `type/subtype`, lower case; empty where there is none. */
  media: string;
  /** By lower-cased name; the value of `charset` is lower-cased as well. */
  parameters: ReadonlyMap<string, string>;
}

const parameter = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g;

/** Services send few kinds of it, over and over. */
const known = new Map<string, ContentType>();
const knownMax = 256;

export function parseContentType(value: string): ContentType {
  const before = known.get(value);
  if (before !== undefined) return before;
  if (known.size >= knownMax) known.clear();
  const parsed = parse(value);
  known.set(value, parsed);
  return parsed;
}

function parse(value: string): ContentType {
  const media = (value.split(';', 1)[0] ?? '').trim().toLowerCase();
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of value.slice(media.length).matchAll(parameter)) {
    const key = name.toLowerCase();
    const text = quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1');
    if (!parameters.has(key)) parameters.set(key, key === 'charset' ? text.toLowerCase() : text);
  }
  return { media, parameters };
}

/** One text for all ways to write a content type: case, blanks, quotes and order do not matter (RFC 9110, 8.3.1). */
export function normalContentType(value: string): string {
  const { media, parameters } = parseContentType(value);
  // The boundary of parts is made up anew each time.
  const telling = [...parameters].filter(([name]) => name !== 'boundary' || !media.startsWith('multipart/'));
  const sorted = telling.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([media, ...sorted]);
}
