import { type Policy, policyWarnings } from '@delta-guard/gate';
import { Mark } from '../ui/mark.tsx';

/** What the policy of a route gives up, on the page of the route. */
export function PolicyWarnings({ policy }: { policy: Policy }) {
  const warnings = policyWarnings(policy);
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="What the policy gives up" className="mb-4 space-y-1">
      {warnings.map((warning) => (
        <li key={warning} className="flex items-start gap-2 text-sm text-pretty text-warn">
          <Mark mood="warn" className="mt-0.75" />
          {warning}
        </li>
      ))}
    </ul>
  );
}
