'use client';

import clsx from 'clsx';
import { CloudOff, Compass } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button, buttonClass } from './button.tsx';

/** Grey bars where figures will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('animate-pulse rounded bg-line', className)} />;
}

export function LoadingFace({ what, rows = 6 }: { what: string; rows?: number }) {
  return (
    <div role="status" aria-label={`Loading ${what}`} className="space-y-2 p-4">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}

interface EmptyFaceProps {
  icon: ReactNode;
  title: string;
  /** What to do next. */
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyFace({ icon, title, children, action }: EmptyFaceProps) {
  return (
    <div className="flex flex-col items-center px-6 py-10 text-center">
      <div aria-hidden className="mb-3 text-ink-3 [&_svg]:size-6">
        {icon}
      </div>
      <p className="text-sm font-semibold">{title}</p>
      <div className="mt-1 max-w-md text-sm text-pretty text-ink-2">{children}</div>
      {action ? <div className="mt-4 flex gap-2">{action}</div> : null}
    </div>
  );
}

interface ErrorFaceProps {
  what: string;
  message: string;
  onRetry: () => void;
}

export function ErrorFace({ what, message, onRetry }: ErrorFaceProps) {
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-10 text-center">
      <CloudOff aria-hidden className="mb-3 size-6 text-bad" />
      <p className="text-sm font-semibold">Could not load {what}</p>
      <p className="mt-1 max-w-md text-sm text-pretty text-ink-2">{message}</p>
      <p className="mt-1 max-w-md text-xs text-pretty text-ink-3">
        Proxies keep their last configuration and go on serving clients without the control plane.
      </p>
      <Button className="mt-4" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** What an address named is not there. */
export function GoneFace({ message }: { message: string }) {
  const isSentence = !message.startsWith('[') && !message.startsWith('{');
  return (
    <EmptyFace
      icon={<Compass />}
      title="It is not there"
      action={
        <Link href="/" className={buttonClass('strong')}>
          To the routes
        </Link>
      }
    >
      {isSentence ? message : 'The address is not one of this control plane.'}
    </EmptyFace>
  );
}
