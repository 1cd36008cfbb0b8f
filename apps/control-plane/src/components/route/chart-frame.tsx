import type { ReactNode } from 'react';

interface ChartFrameProps {
  title: string;
  legend: readonly { label: string; colour: string; dashed?: boolean; shape?: 'band' }[];
  /** What the chart shows, for those who cannot see it. */
  summary: string;
  children: ReactNode;
}

export function ChartFrame({ title, legend, summary, children }: ChartFrameProps) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="text-xs font-medium">{title}</span>
        <span className="sr-only">{summary}</span>
        <ul aria-hidden className="flex flex-wrap gap-x-4 text-2xs text-ink-2">
          {legend.map(({ label, colour, dashed, shape }) => (
            <li key={label} className="flex items-center gap-1.5">
              {shape === 'band' ? (
                <svg width="16" height="10" aria-hidden>
                  <rect width="16" height="10" fill={colour} fillOpacity="0.25" />
                </svg>
              ) : (
                <svg width="16" height="2" aria-hidden>
                  <line
                    x1="0"
                    x2="16"
                    y1="1"
                    y2="1"
                    stroke={colour}
                    strokeWidth="2"
                    strokeDasharray={dashed ? '4 3' : undefined}
                  />
                </svg>
              )}
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div className="h-52">{children}</div>
    </figure>
  );
}

export const axisStyle = { fontSize: 11, fill: 'var(--ink-3)' } as const;

export function TooltipCard({
  title,
  rows,
}: {
  title: string;
  rows: readonly { label: string; value: string }[];
}) {
  return (
    <div className="rounded-md bg-ink px-2.5 py-2 text-xs text-canvas shadow-float">
      <div className="mb-1 font-medium">{title}</div>
      {rows.map((row) => (
        <div key={row.label} className="flex justify-between gap-6">
          <span className="opacity-80">{row.label}</span>
          <span className="font-medium">{row.value}</span>
        </div>
      ))}
    </div>
  );
}
