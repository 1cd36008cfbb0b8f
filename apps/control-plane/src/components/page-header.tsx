import Link from 'next/link';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  crumbs?: readonly { href: string; label: string }[];
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, crumbs, children, actions }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        {crumbs ? (
          <nav aria-label="Breadcrumb" className="mb-1 text-xs text-ink-3">
            <ol className="flex flex-wrap items-center gap-1.5">
              {crumbs.map((crumb) => (
                <li key={crumb.href} className="flex min-w-0 items-center gap-1.5">
                  <Link href={crumb.href} className="truncate hover:text-ink hover:underline">
                    {crumb.label}
                  </Link>
                  <span aria-hidden>/</span>
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {children ? <div className="mt-1 text-sm text-pretty text-ink-2">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
