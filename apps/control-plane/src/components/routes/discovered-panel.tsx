'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { formatCount } from '../../client/format.ts';
import { useTRPC } from '../../client/trpc.ts';
import { usePolicies } from '../../client/use-policies.ts';
import type { DiscoveredRow } from '../../contract.ts';
import { RouteLabel } from '../route-label.tsx';
import { Button } from '../ui/button.tsx';
import { SelectInput } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

const shownAtFirst = 12;

/** Traffic that no route matches: it goes to the legacy, and each template is one click from being a route. */
export function DiscoveredPanel({ discovered }: { discovered: readonly DiscoveredRow[] }) {
  const [policy, setPolicy] = useState('proven');
  const policies = usePolicies();
  const [all, setAll] = useState(false);
  if (discovered.length === 0) return null;
  const shown = all ? discovered : discovered.slice(0, shownAtFirst);
  return (
    <Panel
      title="Discovered traffic"
      className="mt-4"
      note="No route matches these. They go to the legacy and are not compared."
      aside={
        <div className="flex items-center gap-2 text-xs text-ink-2">
          <label htmlFor="adopt-policy">Adopt with policy</label>
          <SelectInput
            id="adopt-policy"
            className="!h-7 !w-auto !text-xs"
            value={policy}
            onChange={(event) => setPolicy(event.target.value)}
          >
            {policies.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </SelectInput>
        </div>
      }
    >
      <ul>
        {shown.map((row) => (
          <DiscoveredItem key={row.id} row={row} policy={policy} />
        ))}
      </ul>
      {shown.length < discovered.length ? (
        <div className="border-t border-line px-4 py-2">
          <Button look="bare" size="sm" onClick={() => setAll(true)}>
            Show {discovered.length - shown.length} more
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function DiscoveredItem({ row, policy }: { row: DiscoveredRow; policy: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const label = `${row.method} ${row.template}`;
  const adopt = useMutation(
    trpc.routes.adopt.mutationOptions({
      onSuccess: async () => {
        toast.success(`${label} is a route now`, {
          description: 'It is off. Promote it to shadow to have it compared.',
        });
        await queryClient.invalidateQueries(trpc.routes.pathFilter());
      },
      onError: (error) => toast.error(`${label} was not adopted`, { description: error.message }),
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0">
      <RouteLabel method={row.method} template={row.template} className="min-w-0 font-medium" />
      {row.safe ? null : (
        <span className="rounded border border-line-strong px-1.5 text-2xs text-ink-2">
          changes data: can only be off
        </span>
      )}
      <span className="ml-auto flex items-center gap-4 text-xs text-ink-2">
        <span>
          {formatCount(row.count)} {row.count === 1 ? 'request' : 'requests'}, last{' '}
          <When atMs={row.lastSeenMs} />
        </span>
        <Button
          size="sm"
          aria-label={`Adopt ${label}`}
          disabled={adopt.isPending}
          onClick={() => adopt.mutate({ discoveredId: row.id, policy })}
        >
          Adopt
        </Button>
      </span>
    </li>
  );
}
