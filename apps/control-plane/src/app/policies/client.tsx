'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { BuildHeaderPanel } from '../../components/policies/build-header-panel.tsx';
import { FreezesPanel } from '../../components/policies/freezes-panel.tsx';
import { PolicyDialog } from '../../components/policies/policy-dialog.tsx';
import { PolicyItem } from '../../components/policies/policy-item.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Panel } from '../../components/ui/panel.tsx';
import { QueryFace } from '../../components/ui/query-face.tsx';
import type { PoliciesScreen, PolicyRow } from '../../contract.ts';

export function PoliciesClient() {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.policies.screen.queryOptions()));
  const freezes = useScreen(useQuery(trpc.freezes.screen.queryOptions()));
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title="Policies"
        actions={
          <Button look="strong" disabled={query.data === undefined} onClick={() => setAdding(true)}>
            <Plus className="size-4" aria-hidden />
            New policy
          </Button>
        }
      >
        What a route has to prove before it goes forward, and when nothing goes forward at all. Rollbacks are
        never held up.
      </PageHeader>
      <QueryFace query={query} what="policies">
        {(screen) => <Loaded screen={screen} adding={adding} onClose={() => setAdding(false)} />}
      </QueryFace>
      <QueryFace query={freezes} what="freezes">
        {(screen) => <FreezesPanel screen={screen} />}
      </QueryFace>
    </>
  );
}

interface LoadedProps {
  screen: PoliciesScreen;
  adding: boolean;
  onClose: () => void;
}

function Loaded({ screen, adding, onClose }: LoadedProps) {
  const [editing, setEditing] = useState<PolicyRow | null>(null);
  const close = () => {
    setEditing(null);
    onClose();
  };
  return (
    <>
      <Panel title="All policies" className="mb-4">
        <ul className="divide-y divide-line">
          {screen.policies.map((row) => (
            <PolicyItem key={row.name} row={row} onEdit={() => setEditing(row)} />
          ))}
        </ul>
        {adding || editing ? <PolicyDialog screen={screen} row={editing} onClose={close} /> : null}
      </Panel>
      <BuildHeaderPanel buildHeader={screen.buildHeader} />
    </>
  );
}
