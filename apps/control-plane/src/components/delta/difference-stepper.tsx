'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { useKeys } from '../../client/use-keys.ts';
import { Button } from '../ui/button.tsx';

interface DifferenceStepperProps {
  /** What holds the differences, each with `data-difference`. */
  within: RefObject<HTMLElement | null>;
  total: number;
}

/** Goes from difference to difference, by button or by key. */
export function DifferenceStepper({ within, total }: DifferenceStepperProps) {
  const [at, setAt] = useState(-1);
  const [stopCount, setStopCount] = useState(total);
  const step = (by: 1 | -1) => {
    const stops: Element[] = [...(within.current?.querySelectorAll('[data-difference]') ?? [])];
    if (stops.length === 0) return;
    const focused = document.activeElement === null ? -1 : stops.indexOf(document.activeElement);
    const from = focused >= 0 ? focused : at;
    const next = (from + by + stops.length) % stops.length;
    const stop = stops[next];
    if (!(stop instanceof HTMLElement)) return;
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: 'center' });
    setAt(next);
    setStopCount(stops.length);
  };
  useKeys({ j: () => step(1), n: () => step(1), k: () => step(-1), p: () => step(-1) });
  return (
    <div className="flex items-center gap-1">
      <span className="mr-1 text-xs text-ink-2" aria-live="polite">
        {at >= 0 ? `${at + 1} of ` : ''}
        {stopCount} {stopCount === 1 ? 'difference' : 'differences'}
      </span>
      <Button
        size="sm"
        aria-label="Previous difference"
        title="Previous difference (k)"
        onClick={() => step(-1)}
      >
        <ChevronUp className="size-3.5" aria-hidden />
      </Button>
      <Button size="sm" aria-label="Next difference" title="Next difference (j)" onClick={() => step(1)}>
        <ChevronDown className="size-3.5" aria-hidden />
      </Button>
    </div>
  );
}
