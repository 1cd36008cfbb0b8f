'use client';

import type { Stage } from '@delta-guard/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Move, moveWords } from '../../client/move-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { RouteRow } from '../../contract.ts';
import { RouteLabel } from '../route-label.tsx';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { FormError } from '../ui/form-error.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextField } from '../ui/text-field.tsx';

/** A move that was ordered from this page, to be followed until every instance obeys. */
export interface OrderedMove {
  kind: Move['kind'];
  to: Stage;
  canaryShare: number | null;
  versionBefore: number;
}

interface MoveDialogProps {
  route: RouteRow;
  kind: Move['kind'];
  /** The gate is closed, and whoever confirms answers for it. */
  against?: boolean;
  /** Of clients on the candidate, where it leads to canary. */
  canaryShare: number | null;
  /** Where it can go; the first is proposed. */
  targets: readonly Stage[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onOrdered: (move: OrderedMove) => void;
}

export function MoveDialog(props: MoveDialogProps) {
  const { route, kind, targets, canaryShare, open, onOpenChange } = props;
  const [chosen, setChosen] = useState<Stage | null>(null);
  const to = chosen ?? targets[0];
  if (to === undefined) return null;
  const words = moveWords({ from: route.stage, to, canaryShare, kind });
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={words.title}
      description={<RouteLabel method={route.method} template={route.template} />}
    >
      <MoveForm {...props} to={to}>
        {targets.length > 1 ? (
          <Segmented
            label="Roll back to"
            value={to}
            options={targets.map((stage) => ({ value: stage, label: stage }))}
            onChange={setChosen}
          />
        ) : null}
      </MoveForm>
    </Modal>
  );
}

function MoveForm({
  route,
  kind,
  to,
  canaryShare,
  against = false,
  onOpenChange,
  onOrdered,
  children,
}: MoveDialogProps & { to: Stage; children: React.ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const words = moveWords({ from: route.stage, to, canaryShare, kind });
  const outcome = {
    onSuccess: () => {
      onOrdered({ kind, to, canaryShare, versionBefore: route.version });
      onOpenChange(false);
    },
    onSettled: () => queryClient.invalidateQueries(trpc.routes.pathFilter()),
  };
  const promote = useMutation(trpc.routes.promote.mutationOptions(outcome));
  const rollBack = useMutation(trpc.routes.rollBack.mutationOptions(outcome));
  const pending = promote.isPending || rollBack.isPending;
  const order = () => {
    if (kind === 'promote') {
      const override = against ? reason.trim() : null;
      promote.mutate({ routeId: route.id, version: route.version, to, override });
    } else if (to === 'shadow' || to === 'off') {
      rollBack.mutate({ routeId: route.id, to, reason: reason.trim() });
    }
  };
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        order();
      }}
    >
      <ModalBody>
        {children}
        <dl className="space-y-3">
          {words.facts.map((fact) => (
            <div key={fact.question} className="grid gap-x-4 sm:grid-cols-[9.5rem_minmax(0,1fr)]">
              <dt className="text-ink-3">{fact.question}</dt>
              <dd className="text-pretty">{fact.answer}</dd>
            </div>
          ))}
        </dl>
        {against ? (
          <>
            <p role="note" className="rounded-md bg-bad-soft px-3 py-2 text-sm text-pretty text-bad">
              The gate is closed: what it asks for is not proven. Your name and reason stay on this route for
              ever, with all that is not met.
            </p>
            <TextField
              id="override-reason"
              label="Reason"
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          </>
        ) : null}
        {kind === 'rollBack' ? (
          <TextField
            id="roll-back-reason"
            label="Reason, for the history (may be left empty)"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : null}
        <FormError error={promote.error ?? rollBack.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          type="submit"
          look={kind === 'promote' && !against ? 'candidate' : 'danger'}
          disabled={pending || (against && reason.trim() === '')}
        >
          {against ? `${words.confirm} against the gate` : words.confirm}
        </Button>
      </ModalFooter>
    </form>
  );
}
