import { formatCount } from '../../client/format.ts';

const seconds = 60;
const height = 18;
const barWidth = 0.85;
const barHeightMin = 2;

/** Mismatches of each of the last 60 seconds; a flat line is none. */
export function MismatchSpark({ perSecond }: { perSecond: readonly number[] }) {
  const total = perSecond.reduce((sum, count) => sum + count, 0);
  const noun = total === 1 ? 'mismatch' : 'mismatches';
  const label =
    total === 0 ? 'No mismatch in the last minute' : `${formatCount(total)} ${noun} in the last minute`;
  return (
    <svg
      viewBox={`0 0 ${seconds} ${height}`}
      preserveAspectRatio="none"
      className="block h-4.5 w-full"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <rect x="0" y={height - 1} width={seconds} height="1" fill="var(--line-strong)" />
      {total > 0 ? <path d={bars(perSecond)} fill="var(--bad)" /> : null}
    </svg>
  );
}

/** All bars as one shape: a page may hold hundreds of these. */
function bars(perSecond: readonly number[]): string {
  const most = Math.max(...perSecond);
  return perSecond
    .map((count, at) => {
      if (count === 0) return '';
      const tall = Math.max(barHeightMin, (count / most) * height);
      const x = at + seconds - perSecond.length;
      return `M${x} ${height}v${(-tall).toFixed(2)}h${barWidth}v${tall.toFixed(2)}z`;
    })
    .join('');
}
