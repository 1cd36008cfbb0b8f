/** Figures as an operator reads them. A rate that is not zero never reads as zero, and one below the whole never as 100 %. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const minus = '\u2212';
const thin = '\u202f';

/** A whole number, with groups of three. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** "1 rule", "2 rules"; `many` where the plural is not made with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A fraction as per cent: two significant digits below 1 %, more where rounding would say 0 % or 100 %. */
export function formatRate(fraction: number | null): string {
  if (fraction === null || !Number.isFinite(fraction)) return '–';
  if (fraction === 0) return `0${thin}%`;
  if (fraction < 0) return `${minus}${formatRate(-fraction)}`;
  const percent = fraction * 100;
  if (percent < 0.000_009_99) return `<${thin}0.00001${thin}%`;
  if (fraction < 1 && percent > 99) return `${belowHundred(percent)}${thin}%`;
  return `${plain(percent, percent < 1 ? 2 : 3)}${thin}%`;
}

/** An upper bound as per cent: near the whole it is the whole, which a bound may say without being wrong. */
export function formatUpperBound(fraction: number | null): string {
  return formatRate(fraction !== null && fraction > 0.9999 ? 1 : fraction);
}

/** Milliseconds; from ten seconds on in seconds. */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–';
  const size = Math.abs(ms);
  const sign = ms < 0 && size >= 0.005 ? minus : '';
  if (size >= 10_000) return `${sign}${plain(size / 1000, 3)}${thin}s`;
  if (size >= 100) return `${sign}${grouped.format(size)}${thin}ms`;
  return `${sign}${size >= 10 ? size.toFixed(1) : size.toFixed(2)}${thin}ms`;
}

/** A difference of two times, with its sign: who is slower is the point. */
export function formatOverheadMs(ms: number | null): string {
  const text = formatMs(ms);
  return ms !== null && ms >= 0.005 ? `+${text}` : text;
}

export function formatPerSecond(perSecond: number): string {
  if (perSecond === 0) return `0${thin}/s`;
  if (perSecond < 0.01) return `<${thin}0.01${thin}/s`;
  return `${plain(perSecond, perSecond >= 100 ? 4 : 2)}${thin}/s`;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < byteUnits.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? grouped.format(size) : plain(size, 3)}${thin}${byteUnits[unit]}`;
}

/** A length of time in its two largest units. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds}${thin}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${thin}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(hours, 'h', minutes % 60, 'min');
  return withRest(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole}${thin}${unit}` : `${whole}${thin}${unit} ${rest}${thin}${restUnit}`;
}

/** Per cent above 99 with as many digits as keep it below 100. */
function belowHundred(percent: number): string {
  for (let digits = 2; digits <= 6; digits += 1) {
    const text = percent.toFixed(digits);
    if (!text.startsWith('100')) return trimZeros(text);
  }
  return '99.999999';
}

function plain(value: number, digits: number): string {
  if (value >= 1000) return grouped.format(value);
  const exponent = Math.floor(Math.log10(value));
  return trimZeros(value.toFixed(Math.max(0, Math.min(10, digits - 1 - exponent))));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
