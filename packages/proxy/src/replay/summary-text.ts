import { type ReplaySummary, type RouteSummary, signatureWords } from './replay-summary.ts';

const signaturesShown = 10;

/** The summary as a person reads it on a terminal. */
export function summaryText(summary: ReplaySummary): string {
  const lines = [
    `${summary.requests} requests replayed in ${(summary.durationMs / 1_000).toFixed(1)} s: ${summary.comparisons} compared, ${summary.mismatches} mismatches`,
    ...Object.entries(summary.skipped).map(([reason, count]) => `  skipped ${count}: ${reason}`),
    '',
    ...summary.routes.flatMap(routeLines),
    summary.met
      ? `Policy ${summary.policy}: met by every route.`
      : `Policy ${summary.policy}: NOT met${summary.routes.length === 0 ? ': nothing was compared' : ''}.`,
  ];
  return lines.join('\n');
}

function routeLines(route: RouteSummary): string[] {
  const bound = route.bound === null ? '' : `, at most ${percent(route.bound)} proven`;
  return [
    `${route.met ? 'met    ' : 'NOT MET'} ${route.route}: ${route.matches} match, ${route.mismatches} mismatch${bound}`,
    ...Object.entries(route.notCompared).map(
      ([reason, count]) => `          ${count} not compared: ${reason}`,
    ),
    `          legacy p50 ${ms(route.legacy.p50Ms)} p99 ${ms(route.legacy.p99Ms)}; candidate p50 ${ms(route.candidate.p50Ms)} p99 ${ms(route.candidate.p99Ms)}`,
    ...route.signatures
      .slice(0, signaturesShown)
      .map(
        ({ signature, count, requests }) =>
          `          ${count} x ${signatureWords(signature)}, for example request ${requests.join(', ')}`,
      ),
    ...(route.signatures.length > signaturesShown
      ? [`          and ${route.signatures.length - signaturesShown} signatures more`]
      : []),
    ...route.conditions.filter(({ met }) => !met).map(({ words }) => `          ${words}`),
    '',
  ];
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} ms`;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toPrecision(2)} %`;
}
