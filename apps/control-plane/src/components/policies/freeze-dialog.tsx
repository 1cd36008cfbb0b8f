'use client';

import { type Weekday, weekdays } from '@delta-guard/gate';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { capital, isTimeZone } from '../../client/freeze-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { FreezeRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, SelectInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextField } from '../ui/text-field.tsx';

const kinds = [
  { value: 'weekly', label: 'Each week' },
  { value: 'dated', label: 'Once' },
] as const;

export function FreezeDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<'weekly' | 'dated'>('weekly');
  const [days, setDays] = useState<{ from: Weekday; until: Weekday }>({ from: 'friday', until: 'monday' });
  const [times, setTimes] = useState({ from: '16:00', until: '08:00' });
  const [moments, setMoments] = useState({ from: '', until: '' });
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [reason, setReason] = useState('');
  const add = useMutation(
    trpc.freezes.add.mutationOptions({
      onSuccess: async () => {
        toast.success('The freeze is set');
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  const window: FreezeRow['window'] =
    kind === 'weekly'
      ? { kind, fromDay: days.from, from: times.from, untilDay: days.until, until: times.until, timeZone }
      : { kind, fromMs: Date.parse(moments.from), untilMs: Date.parse(moments.until) };
  const zoneWrong = kind === 'weekly' && !isTimeZone(timeZone);
  const whole = kind === 'weekly' ? !zoneWrong : moments.from !== '' && moments.until !== '';
  return (
    <Modal
      open
      onOpenChange={onClose}
      title="Add a freeze"
      description="While it holds nothing is promoted, by a person or automatically. Rollbacks always work."
    >
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ window, reason: reason.trim() });
        }}
      >
        <ModalBody>
          <Segmented label="Kind of freeze" value={kind} options={kinds} onChange={setKind} />
          {(['from', 'until'] as const).map((edge) =>
            kind === 'weekly' ? (
              <div key={edge} className="grid grid-cols-2 gap-3">
                <Field id={`freeze-${edge}-day`} label={edge === 'from' ? 'From' : 'Until'}>
                  <SelectInput
                    id={`freeze-${edge}-day`}
                    value={days[edge]}
                    onChange={(event) => {
                      const day = weekdays.find((each) => each === event.target.value);
                      if (day) setDays({ ...days, [edge]: day });
                    }}
                  >
                    {weekdays.map((day) => (
                      <option key={day} value={day}>
                        {capital(day)}
                      </option>
                    ))}
                  </SelectInput>
                </Field>
                <TextField
                  id={`freeze-${edge}-time`}
                  label="At"
                  type="time"
                  required
                  value={times[edge]}
                  onChange={(event) => setTimes({ ...times, [edge]: event.target.value })}
                />
              </div>
            ) : (
              <TextField
                key={edge}
                id={`freeze-${edge}`}
                label={edge === 'from' ? 'From' : 'Until'}
                type="datetime-local"
                required
                value={moments[edge]}
                onChange={(event) => setMoments({ ...moments, [edge]: event.target.value })}
              />
            ),
          )}
          {kind === 'weekly' ? (
            <TextField
              id="freeze-zone"
              label="By the clocks of"
              hint="A name such as Europe/Berlin"
              error={
                zoneWrong ? 'No time zone of this name is known; try one such as Europe/Berlin' : undefined
              }
              value={timeZone}
              onChange={(event) => setTimeZone(event.target.value)}
            />
          ) : null}
          <TextField
            id="freeze-reason"
            label="Reason"
            value={reason}
            maxLength={500}
            required
            onChange={(event) => setReason(event.target.value)}
          />
          <FormError error={add.error} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="strong" disabled={add.isPending || !whole || reason.trim() === ''}>
            Add freeze
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
