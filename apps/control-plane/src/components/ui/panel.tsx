import clsx from 'clsx';
import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** What stands on the title's right: a figure, a filter, a button. */
  aside?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
  className?: string;
  id?: string;
}

export function Panel({ title, aside, note, children, className, id }: PanelProps) {
  const headingId = `${id ?? title.toLowerCase().replace(/\W+/g, '-')}-title`;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={clsx('min-w-0 scroll-mt-16 rounded-lg border border-line bg-surface shadow-lift', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 id={headingId} className="text-sm font-semibold">
          {title}
        </h2>
        {note ? <div className="min-w-0 text-xs text-ink-3">{note}</div> : null}
        {aside ? <div className="ml-auto flex items-center gap-2">{aside}</div> : null}
      </header>
      {children}
    </section>
  );
}
