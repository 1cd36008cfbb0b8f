'use client';

import { methods, safeMethods } from '@delta-guard/protocol';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { type RouteForm, routeFormSchema } from '../../client/route-form.ts';
import { useTRPC } from '../../client/trpc.ts';
import { PolicyChoice } from '../policy-choice.tsx';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, SelectInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { codeInput, TextField } from '../ui/text-field.tsx';

export function AddRoute() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus className="size-4" aria-hidden />
        Add route
      </Button>
      <Modal
        open={open}
        onOpenChange={setOpen}
        title="Add a route"
        description="It starts in off: the legacy answers, nothing is compared. You then promote it to shadow."
      >
        <AddRouteForm onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function AddRouteForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const form = useForm<RouteForm>({
    resolver: zodResolver(routeFormSchema),
    defaultValues: { method: 'GET', template: '', policy: 'proven' },
  });
  const method = useWatch({ control: form.control, name: 'method' });
  const add = useMutation(
    trpc.routes.add.mutationOptions({
      onSuccess: ({ routeId }) => {
        onDone();
        router.push(`/routes/${routeId}`);
      },
    }),
  );
  const { errors } = form.formState;
  // What the server said was about what stood there then.
  const changed = { onChange: () => add.reset() };
  return (
    <form
      noValidate
      className="flex min-h-0 flex-col"
      onSubmit={(event) => void form.handleSubmit((values) => add.mutate(values))(event)}
    >
      <ModalBody>
        <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3">
          <Field id="route-method" label="Method">
            <SelectInput id="route-method" {...form.register('method', changed)}>
              {methods.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </SelectInput>
          </Field>
          <TextField
            id="route-template"
            label="Path template"
            error={errors.template?.message}
            hint="Parameters as :name, such as /accounts/:id"
            {...codeInput}
            placeholder="/accounts/:id"
            {...form.register('template', changed)}
          />
        </div>
        {safeMethods.includes(method) ? null : (
          <p className="rounded-md bg-warn-soft px-3 py-2 text-xs text-warn">
            {method} changes something. Without a write mode the route can only stay off: its requests never
            reach the candidate.
          </p>
        )}
        <Controller
          control={form.control}
          name="policy"
          render={({ field }) => <PolicyChoice value={field.value} onChange={field.onChange} />}
        />
        <FormError error={add.error} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="strong" disabled={add.isPending}>
          {add.isPending ? 'Adding…' : 'Add route'}
        </Button>
      </ModalFooter>
    </form>
  );
}
