'use client';

import { rulePlaceWords } from '../../client/rule-words.ts';
import type { RuleRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { FormError } from '../ui/form-error.tsx';

interface ConfirmRuleProps {
  rule: RuleRow;
  title: string;
  confirm: string;
  mutation: { isPending: boolean; error: { message: string } | null };
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmRule({ rule, title, confirm, mutation, onConfirm, onClose }: ConfirmRuleProps) {
  const where = rule.routeId === null ? 'every route' : (rule.routeLabel ?? 'its route');
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={title}
      description={<span className="font-mono">{rulePlaceWords(rule.place)}</span>}
    >
      <ModalBody>
        <p className="text-pretty">
          A new epoch begins on {where}: the evidence there starts from zero, because it was gathered under
          other rules. Proxies follow within a second.
        </p>
        <FormError error={mutation.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="strong" disabled={mutation.isPending} onClick={onConfirm}>
          {confirm}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
