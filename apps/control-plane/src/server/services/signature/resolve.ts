import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { type SignatureInput, setSignatureState } from './set-state.ts';

/** Its cause is gone, somebody says. Where it is seen again from now on, it is `regressed`. */
export function resolveSignature(context: ServerContext, input: SignatureInput): Promise<Changed> {
  return setSignatureState(context, input, { state: 'resolved', verb: 'signature.resolve' });
}
