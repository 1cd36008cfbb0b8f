'use client';

import { useQuery } from '@tanstack/react-query';
import { ListFilter, Plus, Search } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { counted } from '../../client/format.ts';
import { filterRules } from '../../client/rule-filter.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { RuleDialog } from '../../components/rules/rule-dialog.tsx';
import { RuleItem } from '../../components/rules/rule-item.tsx';
import { Button } from '../../components/ui/button.tsx';
import { DownloadLink } from '../../components/ui/download-link.tsx';
import { EmptyFace } from '../../components/ui/faces.tsx';
import { SelectInput, TextInput } from '../../components/ui/field.tsx';
import { QueryFace } from '../../components/ui/query-face.tsx';
import type { RulesScreen } from '../../contract.ts';
import { rulesSearchParams } from './search-params.ts';

export function RulesClient() {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.rules.screen.queryOptions()));
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title="Rules"
        actions={
          <>
            <DownloadLink of="rules">Export</DownloadLink>
            <Button look="strong" disabled={query.data === undefined} onClick={() => setAdding(true)}>
              <Plus className="size-4" aria-hidden />
              Add rule
            </Button>
          </>
        }
      >
        What the comparison lets pass. Each change begins a new epoch on the routes it binds: evidence
        gathered under other rules proves nothing under these.
      </PageHeader>
      <QueryFace query={query} what="rules">
        {(screen) => (
          <>
            <RuleList screen={screen} onAdd={() => setAdding(true)} />
            {adding ? (
              <RuleDialog rule={null} routes={screen.routes} onClose={() => setAdding(false)} />
            ) : null}
          </>
        )}
      </QueryFace>
    </>
  );
}

function RuleList({ screen, onAdd }: { screen: RulesScreen; onAdd: () => void }) {
  const [{ q, route }, setParams] = useQueryStates(rulesSearchParams, { history: 'replace' });
  const shown = filterRules(screen.rules, { text: q, routeId: route });
  if (screen.rules.length === 0) {
    return (
      <section className="rounded-lg border border-line bg-surface shadow-lift">
        <EmptyFace
          icon={<ListFilter />}
          title="No rules: every difference counts"
          action={<Button onClick={onAdd}>Add rule</Button>}
        >
          The quickest way to a rule is a click on a field in a delta. Or add one by hand, such as ignoring
          the header <code className="font-mono">x-request-id</code> on all routes.
        </EmptyFace>
      </section>
    );
  }
  return (
    <section aria-label="Rules" className="rounded-lg border border-line bg-surface shadow-lift">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <div className="relative w-full sm:w-72">
          <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden />
          <TextInput
            type="search"
            aria-label="Filter rules"
            placeholder="Filter by place, author or reason"
            className="pl-8"
            value={q}
            onChange={(event) => void setParams({ q: event.target.value })}
          />
        </div>
        <SelectInput
          aria-label="Route"
          className="sm:!w-72"
          value={route ?? ''}
          onChange={(event) => void setParams({ route: event.target.value || null })}
        >
          <option value="">Rules of all routes</option>
          {screen.routes.map(({ id, label }) => (
            <option key={id} value={id}>
              Binding {label}
            </option>
          ))}
        </SelectInput>
        <span className="ml-auto text-xs text-ink-3" role="status">
          {shown.length === screen.rules.length
            ? counted(screen.rules.length, 'rule')
            : `${shown.length} of ${counted(screen.rules.length, 'rule')}`}
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyFace
          icon={<Search />}
          title="No rule matches this filter"
          action={<Button onClick={() => void setParams({ q: null, route: null })}>Show all rules</Button>}
        >
          {screen.rules.length === 1
            ? 'One rule is there.'
            : `${counted(screen.rules.length, 'rule')} are there.`}
        </EmptyFace>
      ) : (
        <ul>
          {shown.map((rule) => (
            <RuleItem key={rule.id} rule={rule} routes={screen.routes} />
          ))}
        </ul>
      )}
    </section>
  );
}
