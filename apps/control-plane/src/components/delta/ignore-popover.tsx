'use client';

import type { Delta, RulePlace } from '@delta-guard/protocol';
import { X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useMemo, useState } from 'react';
import { rulePlaceWords } from '../../client/rule-words.ts';
import { pathChoices } from '../../diff/rule-paths.ts';
import { RulePreview } from '../rules/rule-preview.tsx';
import { Button } from '../ui/button.tsx';
import { Field as FormField, TextInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';
import type { Field } from './field.ts';
import { PathChoices } from './path-choices.tsx';
import { useIgnore } from './use-ignore.ts';

interface IgnorePopoverProps {
  field: Field | null;
  delta: Delta;
  routeLabel: string;
  onClose: () => void;
}

/** What a click on a field offers: to see both values, and to ignore the place here or everywhere. */
export function IgnorePopover({ field, ...rest }: IgnorePopoverProps) {
  return (
    <Popover.Root open={field !== null} onOpenChange={(open) => (open ? undefined : rest.onClose())}>
      {field ? (
        <>
          <Popover.Anchor virtualRef={{ current: field.anchor }} />
          <Popover.Portal>
            <Popover.Content
              aria-label="Field"
              align="center"
              sideOffset={4}
              collisionPadding={12}
              onOpenAutoFocus={(event) => {
                event.preventDefault();
                focusFirstChoice(event.currentTarget);
              }}
              onCloseAutoFocus={(event) => {
                event.preventDefault();
                field.anchor.focus();
              }}
              className="z-40 flex max-h-[var(--radix-popover-content-available-height)] w-[min(30rem,calc(100vw-1.5rem))] flex-col overflow-y-auto rounded-xl border border-line bg-surface shadow-float focus:outline-none"
            >
              <IgnoreForm key={rulePlaceWords(field.place)} field={field} {...rest} />
            </Popover.Content>
          </Popover.Portal>
        </>
      ) : null}
    </Popover.Root>
  );
}

function IgnoreForm({ field, delta, routeLabel, onClose }: IgnorePopoverProps & { field: Field }) {
  const choices = useMemo(
    () => (field.place.in === 'body' ? pathChoices(field.place.path) : []),
    [field.place],
  );
  const [path, setPath] = useState(choices[0]?.path ?? '');
  const [reason, setReason] = useState('');
  const place: RulePlace = field.place.in === 'body' ? { in: 'body', path } : field.place;
  const ignore = useIgnore({ place, reason, routeLabel, onClose });
  return (
    <>
      <header className="flex items-start gap-3 border-b border-line px-4 py-3">
        <h2 className="min-w-0 flex-1 font-mono text-sm font-semibold break-all">
          {rulePlaceWords(field.place)}
        </h2>
        <Popover.Close aria-label="Close" className="rounded p-0.5 text-ink-3 hover:text-ink">
          <X className="size-4" aria-hidden />
        </Popover.Close>
      </header>
      <div className="space-y-3 px-4 py-3">
        <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          <Value label="Legacy" value={field.legacy} />
          <Value label="Candidate" value={field.candidate} />
        </dl>
        {choices.length > 1 ? <PathChoices choices={choices} value={path} onChange={setPath} /> : null}
        <FormField id="ignore-reason" label="Reason, for those who come after you">
          <TextInput
            id="ignore-reason"
            value={reason}
            maxLength={500}
            placeholder="Why may this differ?"
            onChange={(event) => setReason(event.target.value)}
          />
        </FormField>
        <RulePreview
          draft={{ routeId: delta.routeId, place, action: { do: 'ignore' }, ruleId: null }}
          brief
        />
        <p className="text-xs text-pretty text-ink-2">
          A new rule begins a new epoch on each route it binds: the evidence there starts from zero.
        </p>
        <FormError error={ignore.error} />
      </div>
      <footer className="flex flex-wrap gap-2 border-t border-line px-4 py-3">
        <Button look="strong" disabled={ignore.pending} onClick={() => ignore.run(delta.routeId)}>
          Ignore on this route
        </Button>
        <Button disabled={ignore.pending} onClick={() => ignore.run(null)}>
          Ignore on all routes
        </Button>
      </footer>
    </>
  );
}

/** The choice of the place, or the reason where there is nothing to choose; never a button that acts. */
function focusFirstChoice(content: EventTarget | null) {
  if (!(content instanceof HTMLElement)) return;
  const first = content.querySelector('input:checked') ?? content.querySelector('input');
  if (first instanceof HTMLElement) first.focus();
}

function Value({ label, value }: { label: string; value: string | null }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="max-h-24 overflow-y-auto font-mono break-all">
        {value ?? <span className="font-sans text-ink-3">has nothing here</span>}
      </dd>
    </>
  );
}
