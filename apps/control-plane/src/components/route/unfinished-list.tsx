import { counted, formatCount } from '../../client/format.ts';
import { placeWords } from '../../client/signature-words.ts';
import type { RouteScreen } from '../../contract.ts';
import { KindBadge } from '../kind-badge.tsx';

/** What had been found in comparisons that were given up: no verdict, but a place to look at. */
export function UnfinishedList({ screen }: { screen: Pick<RouteScreen, 'unfinished' | 'route'> }) {
  const { unfinished, route } = screen;
  if (unfinished.length === 0) return null;
  const { budget = 0, tooDeep = 0 } = route.epoch?.notCompared ?? {};
  return (
    <div className="border-t border-line px-4 py-2.5 text-xs text-ink-2">
      <p className="text-pretty">
        {counted(budget + tooDeep, 'comparison')} {budget + tooDeep === 1 ? 'was' : 'were'} given up as too
        much work or too deep. So far these differences had been found in them:
      </p>
      <ul className="mt-1.5 space-y-1">
        {unfinished.map(({ signature, count }) => (
          <li
            key={`${signature.place} ${signature.path} ${signature.kind} ${signature.why}`}
            className="flex flex-wrap items-center gap-2"
          >
            <span className="font-mono break-all text-ink">{placeWords(signature)}</span>
            <KindBadge kind={signature.kind} why={signature.why} />
            <span className="text-ink-3">in {formatCount(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
