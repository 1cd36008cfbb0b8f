'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, RotateCw, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { RouteRow } from '../../contract.ts';
import { PolicyChoice } from '../policy-choice.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { FormError } from '../ui/form-error.tsx';
import { menuContentClass, menuItemClass } from '../ui/menu.tsx';
import { ReasonDialog } from '../ui/reason-dialog.tsx';

type DialogName = 'policy' | 'epoch' | 'remove';

/** The rarer verbs of a route. */
export function RouteMenu({ route }: { route: RouteRow }) {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger aria-label="More actions" className={buttonClass('plain', 'icon')}>
          <Ellipsis className="size-4" aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={6} className={menuContentClass}>
            <DropdownMenu.Item className={menuItemClass} onSelect={() => setDialog('policy')}>
              <SlidersHorizontal className="size-4 text-ink-3" aria-hidden />
              Choose policy
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItemClass} onSelect={() => setDialog('epoch')}>
              <RotateCw className="size-4 text-ink-3" aria-hidden />
              Start new epoch
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItemClass} onSelect={() => setDialog('remove')}>
              <Trash2 className="size-4 text-bad" aria-hidden />
              Remove route
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {dialog === 'policy' ? <PolicyDialog route={route} onClose={close} /> : null}
      {dialog === 'epoch' ? <EpochDialog route={route} onClose={close} /> : null}
      {dialog === 'remove' ? <RemoveDialog route={route} onClose={close} /> : null}
    </>
  );
}

interface DialogProps {
  route: RouteRow;
  onClose: () => void;
}

/** What every verb here does when it has worked: say so, ask anew, close. */
function useAfter(onClose: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (words: string) => async () => {
    toast.success(words);
    onClose();
    await queryClient.invalidateQueries(trpc.routes.pathFilter());
  };
}

function PolicyDialog({ route, onClose }: DialogProps) {
  const trpc = useTRPC();
  const after = useAfter(onClose);
  const [policy, setPolicy] = useState(route.policy);
  const change = useMutation(
    trpc.routes.setPolicy.mutationOptions({
      onSuccess: after(`Policy is ${policy} now. A new epoch began.`),
    }),
  );
  return (
    <Modal
      open
      onOpenChange={onClose}
      title="Choose the policy"
      description="Another policy asks another question, so a new epoch begins and the evidence starts from zero."
    >
      <ModalBody>
        <PolicyChoice value={policy} onChange={setPolicy} />
        <FormError error={change.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="strong"
          disabled={change.isPending || policy === route.policy}
          onClick={() => change.mutate({ routeId: route.id, policy })}
        >
          Use {policy} and start a new epoch
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function EpochDialog({ route, onClose }: DialogProps) {
  const trpc = useTRPC();
  const after = useAfter(onClose);
  const start = useMutation(
    trpc.routes.startEpoch.mutationOptions({ onSuccess: after('A new epoch began.') }),
  );
  return (
    <ReasonDialog
      title="Start a new epoch?"
      description="The evidence of this epoch no longer counts for the gate. It stays in the history. Each new epoch has to prove a little more than the one before, because each is a new try."
      hint="Such as: new build of the candidate, data repaired"
      confirm="Start new epoch"
      verb={start}
      onConfirm={(reason) => start.mutate({ routeId: route.id, reason })}
      onClose={onClose}
    />
  );
}

function RemoveDialog({ route, onClose }: DialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const after = useAfter(onClose);
  const remove = useMutation(
    trpc.routes.remove.mutationOptions({
      onSuccess: async () => {
        router.push('/');
        await after(`${route.method} ${route.template} was removed`)();
      },
    }),
  );
  return (
    <Modal
      open
      onOpenChange={onClose}
      title="Remove this route?"
      description="It leaves the list. Proxies send its requests to the legacy alone and compare nothing. Its evidence and deltas stay stored: adding the same method and template again brings them back, and its epochs go on counting."
    >
      <ModalBody>
        <p className="font-mono">
          {route.method} {route.template}
        </p>
        <FormError error={remove.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate({ routeId: route.id })}
        >
          Remove route
        </Button>
      </ModalFooter>
    </Modal>
  );
}
