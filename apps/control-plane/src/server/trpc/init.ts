import { initTRPC } from '@trpc/server';
import type { ServerContext } from '../context.ts';
import { toTransportError } from './transport-error.ts';

const trpc = initTRPC.context<ServerContext>().create({
  errorFormatter: ({ shape, error }) => ({
    message: shape.message,
    code: shape.code,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, reason: reasonOf(error.cause) },
  }),
});

/** The one place where errors of services become those of the transport. */
const errors = trpc.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  throw toTransportError(result.error, { log: ctx.log, path });
});

export const router = trpc.router;
export const procedure = trpc.procedure.use(errors);

function reasonOf(cause: unknown): string | null {
  return cause instanceof Error && 'reason' in cause && typeof cause.reason === 'string'
    ? cause.reason
    : null;
}
