import { userInfo } from 'node:os';

/** Who acts, for the audit. Until there are accounts it is whoever runs the control plane. */
export function localActor(): string {
  try {
    return `operator@${userInfo().username}`;
  } catch {
    // A container may run under a number without a name.
    return `operator@${process.getuid?.() ?? 'unknown'}`;
  }
}
