import type { BoundScale } from '../../client/bound-scale.ts';

/** Rate and bound against the limit, on a scale of powers of ten. The figures stand beside it in words. */
export function BoundBar({ scale }: { scale: BoundScale }) {
  const tone = scale.below ? 'var(--good)' : scale.rateAbove ? 'var(--bad)' : 'var(--control)';
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" className="block h-2.5 w-full" aria-hidden>
      <rect x="0" y="4" width="100" height="2" fill="var(--line)" />
      <rect
        x={scale.rateAt}
        y="3.5"
        width={Math.max(0.8, scale.upperAt - scale.rateAt)}
        height="3"
        fill={tone}
        opacity="0.45"
      />
      <rect x={scale.upperAt - 0.7} y="1.5" width="1.4" height="7" fill={tone} />
      {scale.rateShown ? <rect x={scale.rateAt - 0.7} y="2.5" width="1.4" height="5" fill={tone} /> : null}
      <rect x={scale.limitAt - 0.35} y="0" width="0.7" height="10" fill="var(--ink)" />
    </svg>
  );
}
