import { z } from 'zod';
import { knownKeys } from './known-keys.ts';

const tracesPath = '/v1/traces';

/** The base address of a collector, as in OTEL_EXPORTER_OTLP_ENDPOINT, or the whole address for traces. */
const otlpUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    context.addIssue({ code: 'custom', message: 'expected a URL such as http://127.0.0.1:4318' });
    return z.NEVER;
  }
  if (!url.pathname.endsWith(tracesPath)) url.pathname = url.pathname.replace(/\/*$/, tracesPath);
  return url;
});

const expectedShare = 'expected a number from 0 to 1';
export const tracing = knownKeys({
  otlpUrl,
  /** Of requests whose caller does not trace; one that does decides for itself. */
  share: z.number(expectedShare).min(0, expectedShare).max(1, expectedShare).default(0.01),
});
