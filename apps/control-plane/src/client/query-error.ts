import { TRPCClientError } from '@trpc/client';

function httpStatus(error: unknown): number | null {
  const status: unknown = error instanceof TRPCClientError ? error.data?.httpStatus : undefined;
  return typeof status === 'number' ? status : null;
}

/** The control plane understood the question and refused it: asking again changes nothing. */
export function isRefused(error: unknown): boolean {
  const status = httpStatus(error);
  return status !== null && status >= 400 && status < 500;
}

/** What was asked for is not there, or its address is none. */
export function isNotFound(error: unknown): boolean {
  const status = httpStatus(error);
  return status === 404 || status === 400;
}
