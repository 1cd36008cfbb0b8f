import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import { DomainError, type DomainReason } from '../errors/domain-error.ts';

type TransportCode = TRPCError['code'];

const codes: Record<DomainReason, TransportCode> = {
  routeNotFound: 'NOT_FOUND',
  routeExists: 'CONFLICT',
  discoveredNotFound: 'NOT_FOUND',
  templateInvalid: 'BAD_REQUEST',
  versionStale: 'CONFLICT',
  gateClosed: 'PRECONDITION_FAILED',
  moveNotAllowed: 'PRECONDITION_FAILED',
  stageNotServed: 'PRECONDITION_FAILED',
  unsafeMethod: 'PRECONDITION_FAILED',
  routeAnswersClients: 'PRECONDITION_FAILED',
  ruleNotFound: 'NOT_FOUND',
  ruleInvalid: 'BAD_REQUEST',
  evidenceNotFound: 'NOT_FOUND',
  frozen: 'PRECONDITION_FAILED',
  freezeNotFound: 'NOT_FOUND',
  policyNotFound: 'NOT_FOUND',
  policyExists: 'CONFLICT',
  policyInvalid: 'BAD_REQUEST',
  policyInUse: 'PRECONDITION_FAILED',
  limitReached: 'PRECONDITION_FAILED',
  deltaNotFound: 'NOT_FOUND',
  deltaInEvidence: 'PRECONDITION_FAILED',
  signatureNotFound: 'NOT_FOUND',
  instanceNotFound: 'NOT_FOUND',
  instanceConnected: 'PRECONDITION_FAILED',
  quarantinedNotFound: 'NOT_FOUND',
  quarantinedRefused: 'PRECONDITION_FAILED',
  cursorInvalid: 'BAD_REQUEST',
  samplesBusy: 'TOO_MANY_REQUESTS',
  samplesTooMuch: 'PRECONDITION_FAILED',
};

/** The same for those who ask without tRPC. */
export function httpStatusOf(reason: DomainReason): number {
  return getHTTPStatusCodeFromError(new TRPCError({ code: codes[reason] }));
}

/** What a client may see of an error: refusals as they are, failures of ours as an id that the log has too. */
export function toTransportError(error: TRPCError, place: { log: Logger; path: string }): TRPCError {
  const cause = error.cause;
  if (cause instanceof DomainError) {
    return new TRPCError({ code: codes[cause.reason], message: cause.message, cause });
  }
  if (cause instanceof ZodError) {
    return new TRPCError({ code: 'BAD_REQUEST', message: inputInWords(cause), cause });
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  const id = randomUUID();
  place.log.error({ err: cause ?? error, id, procedure: place.path }, 'procedure failed');
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something failed here. The log has it as ${id}.`,
  });
}

function inputInWords({ issues }: ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}
