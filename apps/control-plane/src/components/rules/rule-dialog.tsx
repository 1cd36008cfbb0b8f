'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import {
  actionOf,
  draftOf,
  draftProblem,
  emptyRuleForm,
  formOf,
  placeOf,
  type RuleForm,
  ruleFormSchema,
} from '../../client/rule-form.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { RuleRow, RulesScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, SelectInput, TextArea } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { RuleActionFields } from './rule-action-fields.tsx';
import { RulePlaceFields } from './rule-place-fields.tsx';
import { RulePreview } from './rule-preview.tsx';

interface RuleDialogProps {
  /** The rule to edit; null adds one. */
  rule: RuleRow | null;
  /** What the form of a new rule begins with. */
  start?: RuleForm;
  routes: RulesScreen['routes'];
  onClose: () => void;
}

export function RuleDialog({ rule, start = emptyRuleForm, routes, onClose }: RuleDialogProps) {
  const form = useForm<RuleForm>({
    resolver: zodResolver(ruleFormSchema),
    defaultValues: rule === null ? start : formOf(rule),
    mode: 'onTouched',
  });
  const save = useSave(rule, {
    onClose,
    onWrong: (message) => form.setError(wrongField(form.getValues()), { message }, { shouldFocus: true }),
  });
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={rule === null ? 'Add a rule' : 'Edit the rule'}
      description="A new epoch begins on each route that the rule binds."
    >
      <form
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event) => void form.handleSubmit(save.run)(event)}
      >
        <ModalBody>
          <ScopeField form={form} routes={routes} fixed={rule !== null} />
          <RulePlaceFields form={form} />
          <RuleActionFields form={form} />
          <Preview form={form} ruleId={rule?.id ?? null} />
          <ReasonField form={form} />
          <FormError error={save.error} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="strong" disabled={save.pending}>
            {rule === null ? 'Add rule' : 'Save rule'}
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}

function Preview({ form, ruleId }: { form: RuleFormApi; ruleId: string | null }) {
  const values = useWatch({ control: form.control, compute: (all) => all });
  return <RulePreview draft={draftOf(values, ruleId)} problem={draftProblem(values)} />;
}

/** Registered last, so that the first wrong field from the top gets the focus. */
function ReasonField({ form }: { form: RuleFormApi }) {
  return (
    <Field
      id="rule-reason"
      label="Reason"
      error={form.formState.errors.reason?.message}
      hint="Shown with the rule, for those who come after you"
    >
      <TextArea
        id="rule-reason"
        rows={2}
        aria-describedby="rule-reason-note"
        aria-invalid={form.formState.errors.reason !== undefined}
        {...form.register('reason')}
      />
    </Field>
  );
}

/** The field that a server's refusal of the rule itself is about. */
function wrongField({ place, action }: RuleForm): keyof RuleForm {
  if (action === 'pattern') return 'pattern';
  return place === 'body' ? 'path' : 'action';
}

interface SaveEvents {
  onClose: () => void;
  /** The rule cannot be used. */
  onWrong: (message: string) => void;
}

function useSave(rule: RuleRow | null, { onClose, onWrong }: SaveEvents) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const done = (words: string) => async () => {
    toast.success(words, { description: 'A new epoch has begun.' });
    onClose();
    await queryClient.invalidateQueries();
  };
  const onError = (error: Refusal) => {
    if (isWrong(error)) onWrong(error.message);
  };
  const add = useMutation(
    trpc.rules.add.mutationOptions({ onSuccess: done('The rule is in force'), onError }),
  );
  const edit = useMutation(
    trpc.rules.edit.mutationOptions({ onSuccess: done('The rule is changed'), onError }),
  );
  const error = add.error ?? edit.error;
  return {
    pending: add.isPending || edit.isPending,
    error: error !== null && isWrong(error) ? null : error,
    run: (form: RuleForm) => {
      const made = { place: placeOf(form), action: actionOf(form), reason: form.reason };
      if (rule === null) add.mutate({ routeId: form.routeId || null, ...made });
      else edit.mutate({ ruleId: rule.id, ...made });
    },
  };
}

type Refusal = { message: string; data?: { reason?: string | null } | null | undefined };

function isWrong({ data }: Refusal): boolean {
  return data?.reason === 'ruleInvalid';
}

export type RuleFormApi = UseFormReturn<RuleForm>;

interface ScopeFieldProps {
  form: RuleFormApi;
  routes: RulesScreen['routes'];
  fixed: boolean;
}

function ScopeField({ form, routes, fixed }: ScopeFieldProps) {
  const routeId = useWatch({ control: form.control, name: 'routeId' });
  const known = routeId === '' || routes.some((route) => route.id === routeId);
  return (
    <Field
      id="rule-route"
      label="Binds"
      hint={fixed ? 'What a rule binds cannot be changed. Delete it and add another.' : undefined}
    >
      <SelectInput id="rule-route" disabled={fixed} {...form.register('routeId')}>
        <option value="">All routes</option>
        {known ? null : <option value={routeId}>A route that is gone</option>}
        {routes.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </SelectInput>
    </Field>
  );
}
