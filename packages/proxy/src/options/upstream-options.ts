import { z } from 'zod';
import { headerOptions, hostPolicy } from './header-options.ts';
import { knownKeys } from './known-keys.ts';
import { upstreamTls } from './tls-options.ts';

const upstreamUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const why = upstreamMistake(url);
  if (url !== null && why === null) return url;
  context.addIssue({ code: 'custom', message: `${why}: ${JSON.stringify(withoutPassword(text))}` });
  return z.NEVER;
});

function upstreamMistake(url: URL | null): string | null {
  if (url === null) return 'expected a URL such as http://127.0.0.1:9001';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'expected an http or https URL';
  if (url.username !== '' || url.password !== '')
    return 'a URL of an upstream cannot hold a user or password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'expected an origin without a path';
  return null;
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//...@');
}

const upstreamSchema = knownKeys({
  url: upstreamUrl,
  tls: upstreamTls.optional(),
  host: hostPolicy,
  headers: headerOptions.optional(),
}).superRefine(
  (options, context) => {
    if (options.tls === undefined || !(options.url instanceof URL) || options.url.protocol === 'https:')
      return;
    context.addIssue({ code: 'custom', path: ['tls'], message: 'is for an https origin only' });
  },
  // Other mistakes do not hide this one.
  { when: ({ value }) => typeof value === 'object' && value !== null },
);

/** An upstream is its origin, or its origin with settings. */
export const upstream = z.preprocess(
  (given: string | z.input<typeof upstreamSchema>) => (typeof given === 'string' ? { url: given } : given),
  upstreamSchema,
);
export type UpstreamOptions = z.output<typeof upstreamSchema>;
