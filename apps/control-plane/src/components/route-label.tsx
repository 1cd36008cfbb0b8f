import type { Method } from '@delta-guard/protocol';
import clsx from 'clsx';
import { Fragment } from 'react';

/** A route as people say it; template parameters stand back, so that the fixed parts read first. */
export function RouteLabel({
  method,
  template,
  className,
}: {
  method: Method;
  template: string;
  className?: string;
}) {
  return (
    <span className={clsx('font-mono break-words', className)}>
      <span className="font-medium text-ink-3">{method}</span>{' '}
      {template.split('/').map((segment, at) => (
        <Fragment key={at}>
          {at > 0 ? (
            <>
              <wbr />
              <span className="text-ink-3">/</span>
            </>
          ) : null}
          <span className={segment.startsWith(':') || segment === '*' ? 'text-ink-3' : undefined}>
            {segment}
          </span>
        </Fragment>
      ))}
    </span>
  );
}
