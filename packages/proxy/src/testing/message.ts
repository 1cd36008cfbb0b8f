/** A message read off a raw socket: start line, headers in order, and the bytes behind them (latin1). */
export interface RawMessage {
  start: string;
  headers: [string, string][];
  body: string;
}

export function parseMessage(text: string): RawMessage {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { start, headers, body: text.slice(end + 4) };
}

/** Values of a header, by name in any case. */
export function valuesOf(message: RawMessage, name: string): string[] {
  return message.headers
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}

/** What the proxy's own hop adds to answers. */
const ownHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Headers without those of the connection itself. */
export function endToEndHeaders(message: RawMessage): [string, string][] {
  return message.headers.filter(([name]) => !ownHop.has(name.toLowerCase()));
}
