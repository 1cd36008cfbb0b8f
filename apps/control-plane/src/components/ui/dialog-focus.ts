'use client';

import { useState } from 'react';

const fields =
  'input:not([disabled]):not([type=radio]):not([type=hidden]), input[type=radio]:checked, select:not([disabled]), textarea:not([disabled])';

/** The first field of a form; where there is none, the button that changes nothing, which stands first in the footer. */
export function focusFirst(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  const first =
    content.querySelector<HTMLElement>(fields) ??
    content.querySelector<HTMLElement>('footer button:not([disabled])');
  (first ?? content).focus();
}

interface Opening {
  open: boolean;
  opener: Element | null;
}

/** Gives the focus back to what had it when the dialog opened: dialogs here are opened by state, without a trigger. */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const [opening, setOpening] = useState<Opening>(() => ({ open, opener: open ? opener() : null }));
  if (opening.open !== open) setOpening({ open, opener: open ? opener() : opening.opener });
  return (event) => {
    event.preventDefault();
    if (opening.opener instanceof HTMLElement && opening.opener.isConnected) opening.opener.focus();
  };
}

/** A menu is gone when the dialog closes, so its button stands for it. */
function opener(): Element | null {
  if (typeof document === 'undefined') return null;
  const menu = document.activeElement?.closest('[role=menu]');
  const trigger = menu?.getAttribute('aria-labelledby');
  return trigger ? document.getElementById(trigger) : document.activeElement;
}
