'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner, type ToasterProps } from 'sonner';

function themeOf(name: string | undefined): NonNullable<ToasterProps['theme']> {
  return name === 'light' || name === 'dark' ? name : 'system';
}

export function Toaster() {
  const { theme } = useTheme();
  return (
    <Sonner
      theme={themeOf(theme)}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: '!rounded-lg !border-line !bg-surface !text-ink !shadow-float !font-sans',
          description: '!text-ink-2',
        },
      }}
    />
  );
}
