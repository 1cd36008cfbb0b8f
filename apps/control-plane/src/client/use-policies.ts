import { policyNames, policyProves } from '@delta-guard/gate';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './trpc.ts';

const presets = policyNames.map((name) => ({ name, proves: policyProves[name] }));

/** The policies that a route can be given; the presets as long as the others are not known. */
export function usePolicies(): readonly { name: string; proves: string }[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.policies.screen.queryOptions());
  return data?.policies ?? presets;
}
