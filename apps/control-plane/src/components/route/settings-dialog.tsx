'use client';

import { bodiesKept } from '@delta-guard/protocol';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import {
  autoAdvanceChoices,
  fromSettingsForm,
  type SettingsForm,
  settingsFormSchema,
  toSettingsForm,
} from '../../client/settings-form.ts';
import { bodiesWords } from '../../client/settings-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { RouteScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, SelectInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { codeInput, TextField } from '../ui/text-field.tsx';
import { GuardFields } from './guard-fields.tsx';

export function SettingsDialog({ screen, onClose }: { screen: RouteScreen; onClose: () => void }) {
  return (
    <Modal
      open
      onOpenChange={onClose}
      title="Settings of this route"
      description="In force on every connected instance within a second. The evidence goes on."
    >
      <SettingsFields screen={screen} onClose={onClose} />
    </Modal>
  );
}

function SettingsFields({ screen, onClose }: { screen: RouteScreen; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const form = useForm<SettingsForm>({
    resolver: zodResolver(settingsFormSchema),
    defaultValues: toSettingsForm(screen.settings),
  });
  const { id } = screen.route;
  const save = useMutation(
    trpc.routes.setSettings.mutationOptions({
      onSuccess: async () => {
        toast.success('The settings are in force.');
        onClose();
        await queryClient.invalidateQueries(trpc.routes.pathFilter());
      },
    }),
  );
  const { errors } = form.formState;
  return (
    <form
      noValidate
      className="flex min-h-0 flex-col"
      onSubmit={(event) =>
        void form.handleSubmit((values) => save.mutate({ routeId: id, settings: fromSettingsForm(values) }))(
          event,
        )
      }
    >
      <ModalBody>
        <GuardFields form={form} />
        <KeyFields
          form={form}
          which="sticky"
          legend="Sticky key"
          hint="By what canary tells clients apart. A client without it is answered by the legacy."
        />
        <TextField
          id="build-header"
          label="Build header"
          error={errors.buildHeader?.message}
          hint={`The response header in which the candidate names its build. Empty takes that of the gateway${screen.gatewayBuildHeader ? `, ${screen.gatewayBuildHeader}` : ': none is set'}.`}
          {...codeInput}
          placeholder="x-build"
          {...form.register('buildHeader')}
        />
        <TextField
          id="sampling"
          label="Sampling in shadow, %"
          error={errors.samplingPercent?.message}
          hint="Share of the requests that also go to the candidate. Later stages are never sampled."
          inputMode="decimal"
          {...form.register('samplingPercent')}
        />
        <KeyFields
          form={form}
          which="sampling"
          legend="Sample whole clients by"
          hint="None samples single requests."
        />
        <TextField
          id="control"
          label="Control share, %"
          error={errors.controlPercent?.message}
          hint="Share of the compared exchanges that also go to a second legacy, where the proxy has one, to measure noise."
          inputMode="decimal"
          {...form.register('controlPercent')}
        />
        <TextField
          id="recheck"
          label="Rechecks a second, at most"
          error={errors.recheckPerSecondMax?.message}
          hint="A mismatch is asked of the legacy once more, to tell a race with a write. 0 is off; what raced counts against coverage."
          inputMode="numeric"
          {...form.register('recheckPerSecondMax')}
        />
        <Field
          id="bodies"
          label="Bodies in samples"
          hint="For the samples from now on. A proxy never keeps more than its own setting bodies says: what it keeps leaves its host."
        >
          <SelectInput id="bodies" aria-describedby="bodies-note" {...form.register('bodies')}>
            {bodiesKept.map((kept) => (
              <option key={kept} value={kept}>
                {bodiesWords[kept]}
              </option>
            ))}
          </SelectInput>
        </Field>
        <Field
          id="auto-advance"
          label="Automatic advance up to"
          hint="While the gate is open the route is promoted without anybody, one stage or step at a time."
        >
          <SelectInput
            id="auto-advance"
            aria-describedby="auto-advance-note"
            {...form.register('autoAdvanceTo')}
          >
            {autoAdvanceChoices.map((choice) => (
              <option key={choice} value={choice}>
                {choice === 'policy'
                  ? `as its policy says: ${screen.policy.autoAdvanceTo ?? 'never'}`
                  : choice}
              </option>
            ))}
          </SelectInput>
        </Field>
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-0.75 size-3.5 accent-[var(--candidate)]"
            {...form.register('paused')}
          />
          <span>
            <span className="font-medium">Paused</span>{' '}
            <span className="text-ink-2">
              shuts the gate of this route until somebody ends it; rollbacks always work
            </span>
          </span>
        </label>
        <FormError error={save.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="strong" disabled={save.isPending}>
          Save settings
        </Button>
      </ModalFooter>
    </form>
  );
}

interface KeyFieldsProps {
  form: UseFormReturn<SettingsForm>;
  which: 'sticky' | 'sampling';
  legend: string;
  hint: string;
}

function KeyFields({ form, which, legend, hint }: KeyFieldsProps) {
  const kind = useWatch({ control: form.control, name: `${which}In` });
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3">
      <Field id={`${which}-in`} label={legend}>
        <SelectInput id={`${which}-in`} {...form.register(`${which}In`)}>
          <option value="none">none</option>
          <option value="cookie">cookie</option>
          <option value="header">header</option>
        </SelectInput>
      </Field>
      <TextField
        id={`${which}-name`}
        label="Name"
        hint={hint}
        error={form.formState.errors[`${which}Name`]?.message}
        {...codeInput}
        disabled={kind === 'none'}
        {...form.register(`${which}Name`)}
      />
    </div>
  );
}
