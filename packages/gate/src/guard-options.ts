import { latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import type { Policy } from './policy.ts';
import type { GuardOptions } from './route-guard.ts';

/** What the guard of a route looks for under a policy: for the config of the instances, and for that of the control plane. */
export function guardOptions(policy: Policy): GuardOptions {
  const { breakerFailures: failures, breakerClientsMin: clientsMin } = policy;
  return {
    mismatch: policy.guardOnMismatch ? mismatchDetectorOptions(policy) : null,
    latency: policy.guardOnLatency ? latencyDetectorOptions(policy) : null,
    breaker: policy.guardOnBreaker ? { failures, clientsMin } : null,
  };
}
