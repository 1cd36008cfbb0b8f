import { z } from 'zod';
import { knownKeys } from './known-keys.ts';

const file = z.string().min(1, 'expected the name of a file');

/** TLS for clients. With `clientCa` a client has to show a certificate that one of these signed. */
export const listenerTls = knownKeys({ cert: file, key: file, clientCa: file.optional() });

/** TLS towards an upstream, which is verified unless `insecure` says otherwise. */
export const upstreamTls = knownKeys({
  /** Whom to trust instead of the authorities that Node trusts. */
  ca: file.optional(),
  /** What the proxy shows of itself. */
  cert: file.optional(),
  key: file.optional(),
  /** Name to ask for and to verify, where it is not that of the URL. */
  serverName: z.string().min(1).optional(),
  insecure: z.boolean().default(false),
}).superRefine(
  (tls, context) => {
    if ((tls.cert === undefined) !== (tls.key === undefined)) {
      const path = [tls.cert === undefined ? 'cert' : 'key'];
      context.addIssue({ code: 'custom', path, message: 'is missing: cert and key go together' });
    }
    if (tls.insecure === true && tls.ca !== undefined) {
      context.addIssue({ code: 'custom', path: ['insecure'], message: 'cannot be together with ca' });
    }
  },
  { when: ({ value }) => typeof value === 'object' && value !== null },
);
export type UpstreamTlsOptions = z.output<typeof upstreamTls>;
