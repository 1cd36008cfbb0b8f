'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { counted } from '../../client/format.ts';
import { type RollbackAlert, rollbackAlerts } from '../../client/rollback-alerts.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useAcknowledged } from '../../client/use-acknowledged.ts';
import { useScreen } from '../../client/use-screen.ts';
import { RouteLabel } from '../route-label.tsx';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { When } from '../ui/when.tsx';

/** Named one by one; the rest is counted. */
const shownMax = 2;

/** A rollback that nobody ordered is said on every page, until somebody here has taken note of it. */
export function RollbackAlerts() {
  const trpc = useTRPC();
  const { data } = useScreen(useQuery(trpc.routes.screen.queryOptions()));
  const { keys, acknowledge } = useAcknowledged();
  const pathname = usePathname();
  const unseen = data === undefined || keys === null ? [] : rollbackAlerts(data.routes, keys);
  // The page of the route itself says it in full.
  const alerts = unseen.filter(({ routeId }) => pathname !== `/routes/${routeId}`);
  // The region stands there before anything is in it: only then is what comes read aloud.
  return (
    <section aria-label="Rollbacks by the guard" aria-live="assertive" className="print:hidden">
      {alerts.length === 0 ? null : (
        <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg border border-bad/40 bg-bad-soft px-4 py-2.5">
          <ul className="min-w-0 flex-1 basis-72 space-y-1.5">
            {alerts.slice(0, shownMax).map((alert) => (
              <AlertLine key={alert.key} alert={alert} />
            ))}
            {alerts.length > shownMax ? (
              <li className="pl-6.5">
                <Link href="/" className="font-medium text-bad hover:underline">
                  And {counted(alerts.length - shownMax, 'more route')}
                </Link>
              </li>
            ) : null}
          </ul>
          <Button
            size="sm"
            title="Hides this in this browser; the rollback stays in the history of the route"
            onClick={() => acknowledge(alerts.map(({ key }) => key))}
          >
            {alerts.length === 1 ? 'Acknowledge' : `Acknowledge all ${alerts.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}

function AlertLine({ alert }: { alert: RollbackAlert }) {
  const { routeId, method, template, stage, atMs, reason } = alert;
  return (
    <li className="flex items-start gap-2.5">
      <Mark mood="bad" className="mt-0.75" />
      <p className="min-w-0 text-pretty break-words">
        The guard took <RouteLabel method={method} template={template} className="text-sm" /> back to {stage}{' '}
        <When atMs={atMs} />: {reason}{' '}
        <Link
          href={`/routes/${routeId}`}
          className="font-medium whitespace-nowrap text-bad underline-offset-2 hover:underline"
        >
          See why
        </Link>
      </p>
    </li>
  );
}
