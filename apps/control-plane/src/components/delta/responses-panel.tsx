'use client';

import { useMemo, useRef, useState } from 'react';
import { usePatternEngine } from '../../client/use-pattern-engine.ts';
import type { DeltaScreen } from '../../contract.ts';
import { sidesNotKept } from '../../diff/body-kept.ts';
import { bodyView } from '../../diff/body-view.ts';
import { headerRows } from '../../diff/header-rows.ts';
import type { Row } from '../../diff/row.ts';
import { differenceKey, stillCounting } from '../../diff/still-counting.ts';
import { BodyDiff } from './body-diff.tsx';
import { BodyNotKept } from './body-not-kept.tsx';
import { DifferenceStepper } from './difference-stepper.tsx';
import type { Field } from './field.ts';
import { HeadersDiff } from './headers-diff.tsx';
import { HexView } from './hex-view.tsx';
import { IgnorePopover } from './ignore-popover.tsx';
import { NotJudged } from './not-judged.tsx';
import { ReducedBodies } from './reduced-bodies.tsx';
import { SideHeads } from './side-heads.tsx';

/** Legacy and candidate side by side: status and timing, headers, body. */
export function ResponsesPanel({ screen }: { screen: DeltaScreen }) {
  const { delta, route } = screen;
  const container = useRef<HTMLElement>(null);
  const [field, setField] = useState<Field | null>(null);
  const view = useMemo(() => bodyView(delta), [delta]);
  const headers = useMemo(
    () =>
      headerRows(
        delta.legacy.headers,
        'failure' in delta.candidate ? [] : delta.candidate.headers,
        delta.differences,
      ),
    [delta],
  );
  const rules = useMemo(
    () =>
      screen.rules
        .filter((rule) => rule.enabled)
        .map(({ id, routeId, place, action }) => ({ id, routeId, place, action })),
    [screen.rules],
  );
  const engine = usePatternEngine(rules.some(({ action }) => action.do === 'pattern'));
  const { counting, unknown } = useMemo(() => stillCounting(delta, rules, engine), [delta, rules, engine]);
  const isIgnored = (place: 'status' | 'header' | 'cookie' | 'body', path: string) => {
    const here = delta.differences.filter(
      (difference) => difference.place === place && difference.path === path,
    );
    return here.length > 0 && here.every((difference) => !counting.has(differenceKey(difference)));
  };
  // Lines of plain text have no path of their own: they differ as the one body they are.
  const textPath = delta.differences.find((difference) => difference.place === 'body')?.path ?? '$';
  const isRowIgnored = (row: Row) => isIgnored('body', row.of ?? row.path ?? textPath);
  const failed = 'failure' in delta.candidate;
  const notKept = sidesNotKept(delta);
  return (
    <section
      ref={container}
      aria-label="Responses"
      className="rounded-lg border border-line bg-surface shadow-lift"
    >
      <div className="sticky top-0 z-20 flex items-center justify-end rounded-t-lg border-b border-line bg-surface px-3 py-1.5 max-xl:top-12">
        <h2 className="mr-auto pl-1 text-sm font-semibold">Responses</h2>
        <DifferenceStepper within={container} total={delta.differences.length} />
      </div>
      <SideHeads delta={delta} ignored={isIgnored('status', 'status')} onField={setField} />
      {failed ? null : <HeadersDiff rows={headers} isIgnored={isIgnored} onField={setField} />}
      {'note' in view && view.note ? (
        <p className="border-b border-line bg-warn-soft px-4 py-2 text-xs text-warn">{view.note}</p>
      ) : null}
      <NotJudged differences={unknown.size} />
      <BodyNotKept
        sides={notKept}
        differences={view.type === 'reduced' ? [] : delta.differences}
        isIgnored={isIgnored}
        onField={setField}
      />
      {view.type === 'reduced' ? (
        <ReducedBodies delta={delta} rows={view.rows} isIgnored={isRowIgnored} onField={setField} />
      ) : null}
      {view.type === 'none' && notKept.length === 0 ? (
        <p className="px-4 py-3 text-xs text-ink-2">Neither side sent a body.</p>
      ) : null}
      {view.type === 'json' || view.type === 'text' ? (
        <BodyDiff rows={view.rows} isIgnored={isRowIgnored} onField={setField} />
      ) : null}
      {view.type === 'binary' ? (
        <HexView
          preview={view.preview}
          legacyBytes={view.legacyBytes}
          candidateBytes={view.candidateBytes}
          onIgnore={(anchor) =>
            setField({ place: { in: 'body', path: '$' }, legacy: null, candidate: null, anchor })
          }
        />
      ) : null}
      <IgnorePopover
        field={field}
        delta={delta}
        routeLabel={`${route.method} ${route.template}`}
        onClose={() => setField(null)}
      />
    </section>
  );
}
