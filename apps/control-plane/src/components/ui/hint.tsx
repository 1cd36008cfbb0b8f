'use client';

import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';

interface HintProps {
  text: ReactNode;
  children: ReactNode;
  side?: 'top' | 'bottom' | 'left' | 'right';
}

/** A tooltip for what is useful to know, never for what must be known. The child must take focus to be heard. */
export function Hint({ text, children, side = 'top' }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-w-80 rounded-md bg-ink px-2.5 py-1.5 text-xs text-pretty text-canvas shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
