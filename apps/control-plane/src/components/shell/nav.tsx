'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { Database, ListFilter, type LucideIcon, Scale, Server, Split } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTRPC } from '../../client/trpc.ts';
import { useAttention } from '../../client/use-attention.ts';
import { useScreen } from '../../client/use-screen.ts';
import { LiveIndicator } from './live-indicator.tsx';
import { Logo } from './logo.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { StopButton } from './stop-button.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

interface Place {
  href: string;
  label: string;
  icon: LucideIcon;
  isHere: (path: string) => boolean;
  badge?: { count: number; words: string } | undefined;
}

function usePlaces(): { gateway: string | undefined; places: Place[] } {
  const trpc = useTRPC();
  const { data } = useScreen(useQuery(trpc.routes.screen.queryOptions()));
  const wanting = useAttention(data).total;
  const behind = data?.appliedBy.behind.length ?? 0;
  return {
    gateway: data?.gateway,
    places: [
      {
        href: '/',
        label: 'Routes',
        icon: Split,
        isHere: (path) =>
          path === '/' ||
          path.startsWith('/routes') ||
          path.startsWith('/deltas') ||
          path.startsWith('/evidence'),
        badge:
          wanting > 0
            ? { count: wanting, words: wanting === 1 ? 'wants attention' : 'want attention' }
            : undefined,
      },
      { href: '/rules', label: 'Rules', icon: ListFilter, isHere: (path) => path.startsWith('/rules') },
      {
        href: '/instances',
        label: 'Instances',
        icon: Server,
        isHere: (path) => path.startsWith('/instances'),
        badge: behind > 0 ? { count: behind, words: 'behind' } : undefined,
      },
      {
        href: '/policies',
        label: 'Policies',
        icon: Scale,
        isHere: (path) => path.startsWith('/policies'),
      },
      { href: '/storage', label: 'Storage', icon: Database, isHere: (path) => path.startsWith('/storage') },
    ],
  };
}

export function Nav() {
  const { gateway, places } = usePlaces();
  const path = usePathname();
  return (
    <div className="print:hidden sticky top-0 z-30 flex flex-wrap items-center gap-x-1 border-b border-line bg-surface px-3 py-2 max-sm:pb-1 xl:h-dvh xl:flex-col xl:flex-nowrap xl:items-stretch xl:gap-0 xl:border-r xl:border-b-0 xl:bg-canvas xl:px-3 xl:py-4">
      <Link href="/" className="flex items-center gap-2.5 rounded-md px-1 xl:mb-5 xl:px-2">
        <Logo className="size-6 shrink-0" />
        <span className="min-w-0 sm:max-lg:hidden">
          <span className="block text-sm leading-4 font-semibold tracking-tight">Delta Guard</span>
          <span className="block truncate text-2xs text-ink-3">
            {gateway ? `gateway ${gateway}` : '\u00a0'}
          </span>
        </span>
      </Link>
      <nav
        aria-label="Main"
        className="flex min-w-0 gap-0.5 max-sm:order-last max-sm:mt-1 max-sm:grid max-sm:basis-full max-sm:grid-cols-5 xl:flex-col"
      >
        {places.map((place) => (
          <PlaceLink key={place.href} place={place} here={place.isHere(path)} />
        ))}
      </nav>
      <div className="ml-auto xl:mt-auto xl:ml-0">
        <StopButton />
      </div>
      <div className="flex items-center xl:justify-between">
        <LiveIndicator />
        <span className="flex items-center">
          <span className="hidden sm:block">
            <Shortcuts />
          </span>
          <ThemeSwitch />
        </span>
      </div>
    </div>
  );
}

function PlaceLink({ place, here }: { place: Place; here: boolean }) {
  const Icon = place.icon;
  return (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      className={clsx(
        'relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium max-sm:h-11 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:px-0 max-sm:text-2xs sm:max-lg:gap-1.5 xl:px-2.5',
        here
          ? 'bg-sunken text-ink xl:bg-surface xl:shadow-lift xl:ring-1 xl:ring-line'
          : 'text-ink-2 hover:bg-sunken hover:text-ink',
      )}
    >
      <Icon
        className={clsx('size-4 shrink-0 sm:max-md:hidden', here ? 'text-candidate' : 'text-ink-3')}
        aria-hidden
      />
      {place.label}
      {place.badge ? (
        <span className="rounded-full bg-warn-soft px-1.5 text-2xs font-semibold text-warn max-sm:absolute max-sm:top-0 max-sm:left-1/2 max-sm:ml-2 xl:ml-auto">
          {place.badge.count}
          <span className="sr-only"> {place.badge.words}</span>
        </span>
      ) : null}
    </Link>
  );
}
