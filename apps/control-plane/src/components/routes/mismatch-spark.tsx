import { formatCount } from '../../client/format.ts';

const width = 60;
const height = 18;

/** Mismatches of each of the last 60 seconds; a flat line is none. */
export function MismatchSpark({ perSecond }: { perSecond: readonly number[] }) {
  const total = perSecond.reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...perSecond);
  const label =
    total === 0 ? 'No mismatch in the last minute' : `${formatCount(total)} mismatches in the last minute`;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="block h-4.5 w-full"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <rect x="0" y={height - 1} width={width} height="1" fill="var(--line-strong)" />
      {perSecond.map((count, second) =>
        count > 0 ? (
          <rect
            key={second}
            x={second + 60 - perSecond.length}
            y={height - Math.max(2, (count / most) * height)}
            width="0.85"
            height={Math.max(2, (count / most) * height)}
            fill="var(--bad)"
          />
        ) : null,
      )}
    </svg>
  );
}
