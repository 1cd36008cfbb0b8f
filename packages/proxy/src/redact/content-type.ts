/** `type/subtype` of a Content-Type, lower case; empty where there is none. */
function mediaOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** One parameter of a header such as Content-Type or Content-Disposition, null where it is not there. */
export function parameterOf(value: string, wanted: string): string | null {
  for (const part of value.split(';').slice(1)) {
    const at = part.indexOf('=');
    if (at === -1 || part.slice(0, at).trim().toLowerCase() !== wanted) continue;
    const text = part.slice(at + 1).trim();
    return text.startsWith('"') ? text.replaceAll('"', '') : text;
  }
  return null;
}

export type BodyFormat =
  | 'json'
  | 'ndjson'
  | 'form'
  | 'multipart'
  | 'xml'
  | 'html'
  | 'csv'
  | 'text'
  | 'media'
  | 'unknown'
  | 'binary';

/** What a Content-Type says a body is. */
export function formatOf(contentType: string): BodyFormat {
  const media = mediaOf(contentType);
  if (media === '') return 'unknown';
  if (/^(?:application|text)\/json$|\+json$/.test(media)) return 'json';
  if (/^(?:application|text)\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines|json-seq)$/.test(media))
    return 'ndjson';
  if (media === 'application/x-www-form-urlencoded') return 'form';
  if (media.startsWith('multipart/')) return 'multipart';
  if (media === 'text/html' || media === 'application/xhtml+xml') return 'html';
  if (media === 'image/svg+xml' || /^(?:application|text)\/xml$|\+xml$/.test(media)) return 'xml';
  if (/^text\/(?:csv|tab-separated-values)$|^application\/csv$/.test(media)) return 'csv';
  if (media.startsWith('text/') || /javascript|ecmascript|yaml|graphql|x-sh|toml|sql/.test(media))
    return 'text';
  if (/^(?:image|audio|video|font)\//.test(media)) return 'media';
  return media === 'application/octet-stream' ? 'unknown' : 'binary';
}
