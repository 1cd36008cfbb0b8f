'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useAttention } from '../../client/use-attention.ts';
import type { RoutesScreen } from '../../contract.ts';
import { RouteLabel } from '../route-label.tsx';
import { Panel } from '../ui/panel.tsx';
import { VerdictMark } from './verdict-mark.tsx';

export function AttentionList({ screen }: { screen: RoutesScreen }) {
  const { items, more } = useAttention(screen);
  if (items.length === 0) return null;
  return (
    <Panel
      title="Needs you now"
      className="mb-4"
      note={more > 0 ? `${items.length} of ${items.length + more}; the rest is in the list below` : undefined}
    >
      <ul>
        {items.map((item) => (
          <li key={item.key} className="relative border-b border-line last:border-b-0 hover:bg-sunken">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
              <span className="flex min-w-0 items-center gap-2.5">
                <VerdictMark verdict={item.verdict} />
                {item.route ? (
                  <RouteLabel
                    method={item.route.method}
                    template={item.route.template}
                    className="font-medium"
                  />
                ) : null}
                {item.route ? null : <span>{item.words}</span>}
              </span>
              {item.route ? <span className="pl-6 text-ink-2 sm:pl-0">{item.words}</span> : null}
              <Link
                href={item.href}
                className="ml-auto flex items-center gap-1 pl-6 text-xs font-medium text-candidate after:absolute after:inset-0 hover:underline"
              >
                {item.action}
                <ArrowRight className="size-3" aria-hidden />
              </Link>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
