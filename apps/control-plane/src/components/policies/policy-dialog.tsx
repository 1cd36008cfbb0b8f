'use client';

import { explainPolicy, type Policy, policyNames, presetPolicies } from '@delta-guard/gate';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { counted } from '../../client/format.ts';
import {
  fromPolicyForm,
  memberLabels,
  type PolicyForm,
  type PolicyMember,
  type PolicyProblems,
  toPolicyForm,
} from '../../client/policy-form.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { PoliciesScreen, PolicyRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, SelectInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { TextField } from '../ui/text-field.tsx';
import { PolicyNotes } from './policy-notes.tsx';

interface PolicyDialogProps {
  screen: PoliciesScreen;
  /** The policy that is edited; null makes a new one. */
  row: PolicyRow | null;
  onClose: () => void;
}

export function PolicyDialog(props: PolicyDialogProps) {
  const { row, onClose } = props;
  const used =
    row && row.routes > 0
      ? ` ${counted(row.routes, 'route')} judged by it ${row.routes === 1 ? 'begins' : 'begin'} a new epoch.`
      : '';
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={row ? `Edit ${row.name}` : 'New policy'}
      description={`Each number with what it means and costs, before it is saved.${used}`}
    >
      <PolicyFields {...props} />
    </Modal>
  );
}

const noProblems: PolicyProblems = new Map();

function PolicyFields({ screen, row, onClose }: PolicyDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(row?.name ?? '');
  const [preset, setPreset] = useState(row?.preset ?? 'proven');
  const [form, setForm] = useState<PolicyForm>(() => toPolicyForm(row?.policy ?? presetPolicies.proven));
  const [paceOf, setPaceOf] = useState(screen.paces[0]?.routeId ?? '');
  const pace = screen.paces.find(({ routeId }) => routeId === paceOf);
  const parsed = fromPolicyForm(form, presetPolicies.proven);
  const [explained, setExplained] = useState<Policy>(row?.policy ?? presetPolicies.proven);
  const explanation = explainPolicy(explained, pace?.comparisonsPerSecond ?? 0);
  const outcome = {
    onSuccess: async () => {
      toast.success(`${name} is saved`);
      onClose();
      await queryClient.invalidateQueries();
    },
  };
  const create = useMutation(trpc.policies.create.mutationOptions(outcome));
  const edit = useMutation(trpc.policies.edit.mutationOptions(outcome));
  const change = (next: PolicyForm) => {
    setForm(next);
    const read = fromPolicyForm(next, presetPolicies.proven);
    if (read.ok) setExplained(read.policy);
  };
  const set = (member: PolicyMember, text: string) => change(new Map(form).set(member, text));
  return (
    <form
      noValidate
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        if (!parsed.ok) return;
        const given = { name: name.trim(), preset, changes: { ...parsed.policy } };
        if (row) edit.mutate(given);
        else create.mutate(given);
      }}
    >
      <ModalBody>
        {row ? null : (
          <div className="grid grid-cols-2 gap-3">
            <TextField
              id="policy-name"
              label="Name"
              hint="Small letters, digits, blanks, dots and hyphens"
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.target.value)}
            />
            <Field id="policy-preset" label="Begin from">
              <SelectInput
                id="policy-preset"
                value={preset}
                onChange={(event) => {
                  const chosen = policyNames.find((each) => each === event.target.value) ?? preset;
                  setPreset(chosen);
                  change(toPolicyForm(presetPolicies[chosen]));
                }}
              >
                {policyNames.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </SelectInput>
            </Field>
          </div>
        )}
        <Field id="policy-pace" label="At the present traffic of">
          <SelectInput id="policy-pace" value={paceOf} onChange={(event) => setPaceOf(event.target.value)}>
            {screen.paces.length === 0 ? <option value="">no route</option> : null}
            {screen.paces.map(({ routeId, route }) => (
              <option key={routeId} value={routeId}>
                {route}
              </option>
            ))}
          </SelectInput>
        </Field>
        <p className="rounded-md bg-sunken px-3 py-2 text-sm text-pretty" aria-live="polite">
          {explanation.words}
        </p>
        {explanation.warnings.map((warning) => (
          <p key={warning} role="note" className="rounded-md bg-warn-soft px-3 py-2 text-xs text-warn">
            {warning}
          </p>
        ))}
        <PolicyNotes
          notes={explanation.notes}
          form={form}
          problems={parsed.ok ? noProblems : parsed.problems}
          policy={explained}
          onChange={set}
        />
        {parsed.ok ? null : (
          <FormError
            error={{
              message: `${counted(parsed.problems.size, 'field')} above cannot be used: ${[...parsed.problems.keys()].map((member) => memberLabels[member]).join(', ')}.`,
            }}
          />
        )}
        <FormError error={create.error ?? edit.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          look="strong"
          disabled={!parsed.ok || name.trim() === '' || create.isPending || edit.isPending}
        >
          {row && row.routes > 0 ? 'Save and begin new epochs' : 'Save policy'}
        </Button>
      </ModalFooter>
    </form>
  );
}
