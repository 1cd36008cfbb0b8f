import type { IncomingHttpHeaders } from 'node:http';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why a request must be refused, or null. Its Host has to be a name of this machine with our port, so that a foreign
 * name made to point here is of no use; where a browser says which page asks, that page has to be ours.
 */
export function refusedOrigin(headers: IncomingHttpHeaders, port: number): string | null {
  const hosts = loopbackNames.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.includes(host)) return 'the Host header does not name this control plane';
  if (headers.origin !== undefined && !hosts.some((each) => headers.origin === `http://${each}`)) {
    return 'the request comes from a page of another origin';
  }
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!opensPage && (site === 'cross-site' || site === 'same-site')) {
    return 'the request comes from a page of another origin';
  }
  return null;
}
