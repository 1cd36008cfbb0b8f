'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { Panel } from '../ui/panel.tsx';

/** How a new build of the candidate is noticed, for all routes that say nothing else. */
export function BuildHeaderPanel({ buildHeader }: { buildHeader: string | null }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState(buildHeader ?? '');
  const set = useMutation(
    trpc.gateway.setBuildHeader.mutationOptions({
      onSuccess: async () => {
        toast.success('The build header is in force.');
        await queryClient.invalidateQueries();
      },
    }),
  );
  const wanted = text.trim() || null;
  return (
    <Panel
      title="New builds"
      className="mb-4"
      note="Another build has to prove itself anew: its first answer begins an epoch on the route."
    >
      <form
        className="space-y-3 px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ buildHeader: wanted });
        }}
      >
        <div className="flex max-w-xl flex-wrap items-end gap-x-3">
          <div className="min-w-48 flex-1">
            <Field id="gateway-build-header" label="Response header that names the build, on all routes">
              <TextInput
                id="gateway-build-header"
                className="font-mono"
                placeholder="x-build"
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </Field>
          </div>
          <Button type="submit" className="mb-1.5" disabled={set.isPending || wanted === buildHeader}>
            {wanted === null ? 'Use none' : 'Use this header'}
          </Button>
        </div>
        <FormError error={set.error} />
        <p className="max-w-3xl text-xs text-pretty text-ink-3">
          A deploy pipeline can announce a build too: <code className="font-mono">POST /api/v1/builds</code>{' '}
          with <code className="font-mono">{'{"build": "1.4.2"}'}</code> and the API token of this control
          plane.
        </p>
      </form>
    </Panel>
  );
}
