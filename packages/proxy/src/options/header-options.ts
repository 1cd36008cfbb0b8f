import { z } from 'zod';
import { headerKind } from '../http/header-kind.ts';
import { knownKeys } from './known-keys.ts';

/** Text, in which `${NAME}` stands for a variable of the environment, or a file that holds it. */
export const headerValue = z.union([z.string(), z.strictObject({ file: z.string().min(1) })], {
  error: 'expected text, in which variables of the environment may be named, or file: NAME',
});
export type HeaderValue = z.output<typeof headerValue>;

const headerName = z.string().superRefine((name, context) => {
  const why = nameMistake(name);
  if (why !== null) context.addIssue({ code: 'custom', message: why });
});

const values = z.record(z.string(), headerValue).superRefine(
  (given, context) => {
    for (const name of Object.keys(given)) {
      const why = nameMistake(name);
      if (why !== null) context.addIssue({ code: 'custom', path: [name], message: why });
    }
  },
  { when: ({ value }) => typeof value === 'object' && value !== null },
);

/** What is changed in the headers of requests to one upstream, in this order. */
export const headerOptions = knownKeys({
  remove: z.array(headerName).default([]),
  set: values.default({}),
  add: values.default({}),
});

const hostName = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const expectedHost = 'expected preserve, upstream or a name such as ledger.internal';
/** `preserve` the client's, that of the `upstream`'s URL, or a name. */
export const hostPolicy = z.string(expectedHost).regex(hostName, expectedHost).default('preserve');

/** Framing, hop-by-hop fields and our own mark are the proxy's affair. */
const changeable = new Set([
  'plain',
  'condition',
  'via',
  'forwarded',
  'forwardedFor',
  'forwardedHost',
  'forwardedProto',
  'forwardedOther',
]);

function nameMistake(name: string): string | null {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `${JSON.stringify(name)} is not a header name`;
  const kind = headerKind(name);
  if (kind === 'host') return 'is set by the option host';
  return changeable.has(kind) ? null : `${name} cannot be changed: it is the proxy's own`;
}
