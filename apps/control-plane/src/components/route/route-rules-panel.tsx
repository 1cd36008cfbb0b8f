import Link from 'next/link';
import { counted } from '../../client/format.ts';
import { ruleActionWords, rulePlaceWords } from '../../client/rule-words.ts';
import type { RouteRow, RuleRow } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';

const shownMax = 5;

export function RouteRulesPanel({ rules, route }: { rules: readonly RuleRow[]; route: RouteRow }) {
  const visible = route.stage === 'guarded' && rules.some(({ enabled }) => enabled);
  return (
    <Panel
      title="Rules on this route"
      aside={
        <Link
          href={`/rules?route=${route.id}`}
          className="text-xs font-medium text-candidate hover:underline"
        >
          Edit rules
        </Link>
      }
    >
      {visible ? (
        <p className="border-b border-line px-4 py-2.5 text-xs text-pretty text-warn">
          In guarded an answer counts as equal under these rules: in the places that they let pass, clients
          see what the candidate says.
        </p>
      ) : null}
      {rules.length === 0 ? (
        <p className="px-4 py-6 text-center text-sm text-pretty text-ink-2">
          None: every difference counts. To ignore a field, open a delta and click on it.
        </p>
      ) : (
        <ul>
          {rules.slice(0, shownMax).map((rule) => (
            <li key={rule.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
              <div className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-mono font-medium break-all">{rulePlaceWords(rule.place)}</span>
                <span className="text-ink-2">{ruleActionWords(rule.action)}</span>
                {rule.enabled ? null : <span className="text-xs font-medium text-warn">off</span>}
                <span className="ml-auto text-xs text-ink-3">{counted(rule.hits, 'hit')}</span>
              </div>
              <p className="mt-0.5 text-xs text-pretty text-ink-3">
                {rule.routeId === null ? 'all routes' : 'this route'} · {rule.author}: {rule.reason}
              </p>
            </li>
          ))}
          {rules.length > shownMax ? (
            <li className="px-4 py-2 text-xs text-ink-3">and {rules.length - shownMax} more</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}
