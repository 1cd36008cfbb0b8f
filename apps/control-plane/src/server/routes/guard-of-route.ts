import { type GuardOptions, guardOptions, type Policy } from '@delta-guard/gate';
import type { RouteSettings } from './route-settings.ts';

/** What the guard of a route looks for, on each instance and over all of them: what both its policy and it itself want. */
export function guardOfRoute(policy: Policy, on: RouteSettings['guard']): GuardOptions {
  const { mismatch, latency, breaker } = guardOptions(policy);
  return {
    mismatch: on.mismatch ? mismatch : null,
    latency: on.latency ? latency : null,
    breaker: on.breaker ? breaker : null,
  };
}
