import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { type SignatureInput, setSignatureState } from './set-state.ts';

/** Somebody has seen it: it is not new, and not a surprise, any more. */
export function acknowledgeSignature(context: ServerContext, input: SignatureInput): Promise<Changed> {
  return setSignatureState(context, input, { state: 'known', verb: 'signature.acknowledge' });
}
