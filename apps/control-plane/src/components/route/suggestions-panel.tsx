'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { noSuggestionWords, suggestionWords } from '../../client/effect-words.ts';
import { askedEvery } from '../../client/freshness.ts';
import { formOf, type RuleForm } from '../../client/rule-form.ts';
import { ruleActionWords, rulePlaceWords } from '../../client/rule-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import type { RouteRow, RuleSuggestions, SuggestedRule } from '../../contract.ts';
import { ExampleLinks } from '../rules/effect-list.tsx';
import { RuleDialog } from '../rules/rule-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/faces.tsx';
import { Panel } from '../ui/panel.tsx';

/** Samples come at twenty an hour and signature: there is little news in a minute. */
const askEveryMs = 60_000;

/** Rules that the stored samples speak for. Each opens the form; none is applied by itself. */
export function SuggestionsPanel({ route }: { route: RouteRow }) {
  const trpc = useTRPC();
  const query = useScreen(
    useQuery(
      trpc.rules.suggestions.queryOptions(
        { routeId: route.id },
        { staleTime: askEveryMs / 2, refetchInterval: askEveryMs, meta: askedEvery(askEveryMs) },
      ),
    ),
  );
  const [form, setForm] = useState<RuleForm | null>(null);
  const open = (suggestion: SuggestedRule) =>
    setForm(formOf({ ...suggestion, routeId: route.id, reason: suggestionWords(suggestion) }));
  return (
    <Panel title="Suggested rules" note="for what looks like noise rather than a fault">
      {query.data !== undefined ? (
        <Suggestions answer={query.data} onOpen={open} />
      ) : query.error !== null ? (
        <div role="alert" className="flex flex-wrap items-center gap-2 px-4 py-3">
          <p className="min-w-0 flex-1 text-pretty text-bad">{query.error.message}</p>
          <Button size="sm" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </div>
      ) : (
        <div role="status" aria-label="Loading suggested rules" className="px-4 py-3">
          <Skeleton className="h-5 w-3/4" />
        </div>
      )}
      {form === null ? null : (
        <RuleDialog
          rule={null}
          start={form}
          routes={[{ id: route.id, label: `${route.method} ${route.template}` }]}
          onClose={() => setForm(null)}
        />
      )}
    </Panel>
  );
}

interface SuggestionsProps {
  answer: RuleSuggestions;
  onOpen: (suggestion: SuggestedRule) => void;
}

function Suggestions({ answer, onOpen }: SuggestionsProps) {
  const { suggestions } = answer;
  if (suggestions.length === 0) {
    return <p className="px-4 py-3 text-pretty text-ink-2">{noSuggestionWords(answer)}</p>;
  }
  return (
    <ul>
      {suggestions.map((suggestion) => {
        const place = rulePlaceWords(suggestion.place);
        return (
          <li
            key={`${place} ${suggestion.action.do}`}
            className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <div className="min-w-0 flex-1 basis-64">
              <div className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-mono font-medium break-all">{place}</span>
                <span className="text-ink-2">{ruleActionWords(suggestion.action)}</span>
              </div>
              <p className="mt-0.5 text-xs text-pretty text-ink-2">
                {suggestionWords(suggestion)}. <ExampleLinks examples={suggestion.examples} />
              </p>
            </div>
            <Button size="sm" aria-label={`Open a rule for ${place}`} onClick={() => onOpen(suggestion)}>
              Open as a rule
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
