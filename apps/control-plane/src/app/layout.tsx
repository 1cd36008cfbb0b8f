import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '../client/providers.tsx';
import { FreezeBanner } from '../components/shell/freeze-banner.tsx';
import { Nav } from '../components/shell/nav.tsx';
import { RollbackAlerts } from '../components/shell/rollback-alerts.tsx';
import { StaleBanner } from '../components/shell/stale-banner.tsx';
import { Toaster } from '../components/shell/toaster.tsx';
import './globals.css';

export const metadata: Metadata = {
  description: 'What is proven, what is not, and what to do next, route by route.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f5f2' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1012' },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
        >
          Skip to the page
        </a>
        <Providers>
          <div className="min-h-dvh xl:grid xl:grid-cols-[13.5rem_minmax(0,1fr)] print:block">
            <Nav />
            <main
              id="main"
              className="mx-auto w-full max-w-[100rem] min-w-0 px-4 py-5 sm:px-6 xl:px-8 xl:py-6 print:max-w-none print:p-0"
            >
              <StaleBanner />
              <RollbackAlerts />
              <FreezeBanner />
              {children}
            </main>
          </div>
          <Toaster />
        </Providers>
      </body>
    </html>
  );
}
