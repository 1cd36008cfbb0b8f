'use client';

import clsx from 'clsx';
import { effectWords } from '../../client/effect-words.ts';
import type { RuleDraft } from '../../client/rule-form.ts';
import { type PreviewState, useRulePreview } from '../../client/use-rule-preview.ts';
import type { RuleEffect } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/faces.tsx';
import { Mark } from '../ui/mark.tsx';
import { EffectList } from './effect-list.tsx';

interface RulePreviewProps {
  /** Null while the form cannot be saved as it is. */
  draft: RuleDraft | null;
  /** Why it cannot. */
  problem?: string | null;
  /** Of one route, only the sentence, without the signatures and their examples. */
  brief?: boolean;
}

/** What a rule would have done to the stored samples, before it is saved. */
export function RulePreview({ draft, problem = null, brief = false }: RulePreviewProps) {
  const preview = useRulePreview(draft);
  return (
    <section aria-label="Preview" className="rounded-md border border-line bg-sunken px-3 py-2.5 text-xs">
      <h3 className="mb-1 font-medium">What it would do{brief ? ' on this route' : ''}</h3>
      <div aria-live="polite">
        <Face preview={preview} problem={problem} brief={brief} />
      </div>
    </section>
  );
}

interface FaceProps {
  preview: PreviewState;
  problem: string | null;
  brief: boolean;
}

function Face({ preview, problem, brief }: FaceProps) {
  switch (preview.is) {
    case 'incomplete':
      return (
        <p className="text-pretty text-ink-2">
          Shown here once place and action are complete. {problem === null ? null : `${problem}.`}
        </p>
      );
    case 'asking':
      return (
        <>
          <span className="sr-only">Trying it on the stored samples</span>
          <Skeleton className="h-4 w-3/4" />
        </>
      );
    case 'failed':
      return (
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1 basis-60 text-pretty text-bad">{preview.message}</p>
          {preview.retry === null ? null : (
            <Button size="sm" onClick={preview.retry}>
              Try again
            </Button>
          )}
        </div>
      );
    case 'told':
      return <Told effect={preview.effect} outdated={preview.outdated} brief={brief} />;
  }
}

function Told({ effect, outdated, brief }: { effect: RuleEffect; outdated: boolean; brief: boolean }) {
  const { headline, rest, works } = effectWords(effect);
  return (
    <div aria-busy={outdated} className={clsx('transition-opacity', outdated && 'opacity-50')}>
      <p className="flex items-start gap-2 text-pretty">
        {effect.samples > 0 && !works ? <Mark mood="warn" className="mt-0.5" /> : null}
        <span>
          <span className="font-medium">{headline}</span> {rest}
        </span>
      </p>
      {brief ? null : <EffectList effect={effect} />}
    </div>
  );
}
