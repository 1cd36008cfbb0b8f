import { TRPCClientError } from '@trpc/client';

export interface Refusal {
  reason: unknown;
  status: unknown;
  message: string;
}

/** The refusal of a call, as a page gets it. Throws where it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    return { reason: error.data.reason, status: error.data.httpStatus, message: error.message };
  }
  throw new Error('it was not refused');
}
