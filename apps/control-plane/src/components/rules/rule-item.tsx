'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { Pencil, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { Switch } from 'radix-ui';
import { useState } from 'react';
import { toast } from 'sonner';
import { formatCount } from '../../client/format.ts';
import { ruleActionWords, rulePlaceWords } from '../../client/rule-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { RuleRow, RulesScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { When } from '../ui/when.tsx';
import { ConfirmRule } from './confirm-rule.tsx';
import { RuleDialog } from './rule-dialog.tsx';

interface RuleItemProps {
  rule: RuleRow;
  routes: RulesScreen['routes'];
}

export function RuleItem({ rule, routes }: RuleItemProps) {
  const [dialog, setDialog] = useState<'edit' | 'remove' | 'switch' | null>(null);
  const place = rulePlaceWords(rule.place);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-3 max-sm:items-center last:border-b-0">
      <Switch.Root
        checked={rule.enabled}
        aria-label={`Rule for ${place} is in force`}
        onCheckedChange={() => setDialog('switch')}
        className="mt-0.5 h-5 w-9 shrink-0 rounded-full border border-control bg-sunken transition-colors data-[state=checked]:border-good data-[state=checked]:bg-good"
      >
        <Switch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-control transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-on-strong" />
      </Switch.Root>
      <div
        className={clsx(
          'min-w-0 flex-1 basis-72 max-sm:order-last max-sm:basis-full',
          !rule.enabled && 'text-ink-3',
        )}
      >
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-mono font-medium break-all">{place}</span>
          <span className={rule.enabled ? 'text-ink-2' : undefined}>{ruleActionWords(rule.action)}</span>
          {rule.enabled ? null : <span className="text-xs font-medium text-warn">switched off</span>}
        </div>
        <p className="mt-0.5 text-pretty text-ink-2">{rule.reason}</p>
        <p className="mt-0.5 text-xs text-ink-3">
          <Scope rule={rule} /> · {rule.author}, <When atMs={rule.createdAtMs} />
          {rule.updatedAtMs > rule.createdAtMs ? (
            <>
              , changed <When atMs={rule.updatedAtMs} />
            </>
          ) : null}
        </p>
      </div>
      <div className="text-right max-sm:ml-auto max-sm:flex max-sm:items-baseline max-sm:gap-1 sm:w-24">
        <div className="font-medium">{formatCount(rule.hits)}</div>
        <div className="text-xs text-ink-3">{rule.hits === 1 ? 'hit' : 'hits'}</div>
      </div>
      <div className="flex gap-1">
        <Button
          look="bare"
          size="icon"
          aria-label={`Edit the rule for ${place}`}
          onClick={() => setDialog('edit')}
        >
          <Pencil className="size-4" aria-hidden />
        </Button>
        <Button
          look="bare"
          size="icon"
          aria-label={`Delete the rule for ${place}`}
          onClick={() => setDialog('remove')}
        >
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </div>
      <Dialogs rule={rule} routes={routes} dialog={dialog} onClose={() => setDialog(null)} />
    </li>
  );
}

function Scope({ rule }: { rule: RuleRow }) {
  if (rule.routeId === null) return <span>all routes</span>;
  return (
    <Link href={`/routes/${rule.routeId}`} className="font-mono hover:text-ink hover:underline">
      {rule.routeLabel}
    </Link>
  );
}

interface DialogsProps extends RuleItemProps {
  dialog: 'edit' | 'remove' | 'switch' | null;
  onClose: () => void;
}

function Dialogs({ rule, routes, dialog, onClose }: DialogsProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const after = (words: string) => async () => {
    toast.success(words, { description: 'A new epoch has begun.' });
    onClose();
    await queryClient.invalidateQueries();
  };
  const setEnabled = useMutation(
    trpc.rules.setEnabled.mutationOptions({
      onSuccess: after(rule.enabled ? 'The rule is switched off' : 'The rule is in force again'),
    }),
  );
  const remove = useMutation(trpc.rules.remove.mutationOptions({ onSuccess: after('The rule is deleted') }));
  if (dialog === null) return null;
  if (dialog === 'edit') return <RuleDialog rule={rule} routes={routes} onClose={onClose} />;
  if (dialog === 'remove') {
    return (
      <ConfirmRule
        rule={rule}
        title="Delete this rule?"
        confirm="Delete rule"
        mutation={remove}
        onConfirm={() => remove.mutate({ ruleId: rule.id })}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmRule
      rule={rule}
      title={rule.enabled ? 'Switch this rule off?' : 'Put this rule in force?'}
      confirm={rule.enabled ? 'Switch off' : 'Put in force'}
      mutation={setEnabled}
      onConfirm={() => setEnabled.mutate({ ruleId: rule.id, enabled: !rule.enabled })}
      onClose={onClose}
    />
  );
}
