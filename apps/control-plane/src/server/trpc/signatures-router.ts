import { acknowledgeSignature } from '../services/signature/acknowledge.ts';
import { resolveSignature } from '../services/signature/resolve.ts';
import { signatureInput } from '../services/signature/set-state.ts';
import { procedure, router } from './init.ts';

export const signaturesRouter = router({
  acknowledge: procedure.input(signatureInput).mutation(({ ctx, input }) => acknowledgeSignature(ctx, input)),
  resolve: procedure.input(signatureInput).mutation(({ ctx, input }) => resolveSignature(ctx, input)),
});
