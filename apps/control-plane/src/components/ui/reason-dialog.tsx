'use client';

import { useState } from 'react';
import { Button } from './button.tsx';
import { Modal, ModalBody, ModalFooter } from './dialog.tsx';
import { FormError } from './form-error.tsx';
import { TextField } from './text-field.tsx';

interface ReasonDialogProps {
  title: string;
  /** What will happen. */
  description: string;
  hint?: string;
  confirm: string;
  look?: 'strong' | 'danger';
  /** What is done once it is confirmed. */
  verb: { isPending: boolean; error: { message: string } | null };
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks before a verb that wants a reason, and says what will happen. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, description, hint, confirm, look = 'strong', verb, onConfirm, onClose } = props;
  const [text, setText] = useState('');
  const reason = text.trim();
  return (
    <Modal open onOpenChange={onClose} title={title} description={description}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason !== '') onConfirm(reason);
        }}
      >
        <ModalBody>
          <TextField
            id="reason"
            label="Reason"
            hint={hint}
            value={text}
            maxLength={500}
            required
            onChange={(event) => setText(event.target.value)}
          />
          <FormError error={verb.error} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} disabled={verb.isPending || reason === ''}>
            {confirm}
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
