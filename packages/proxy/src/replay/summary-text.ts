import { type ReplaySummary, type RouteSummary, signatureWords } from './replay-summary.ts';

const signaturesShown = 10;

/** The summary as a person reads it on a terminal. */
export function summaryText(summary: ReplaySummary): string {
  const lines = [
    `${summary.requests} requests replayed in ${(summary.durationMs / 1_000).toFixed(1)} s: ${summary.comparisons} compared, ${summary.mismatches} mismatches`,
    ...Object.entries(summary.skipped).map(([reason, count]) => `  skipped ${count}: ${reason}`),
    '',
    ...summary.routes.flatMap(routeLines),
    conclusion(summary),
  ];
  return lines.join('\n');
}

function conclusion({ passed, failOn, met, policy, mismatches, comparisons }: ReplaySummary): string {
  if (comparisons === 0) return 'FAILED: nothing was compared.';
  const policyWords = met ? `policy ${policy} is met by every route` : `policy ${policy} is not met`;
  if (failOn === 'policy') return passed ? `Passed: ${policyWords}.` : `FAILED: ${policyWords}.`;
  return passed ? `Passed: no mismatch (not a proof: ${policyWords}).` : `FAILED: ${mismatches} mismatches.`;
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
  return `${Number((fraction * 100).toPrecision(2))} %`;
}
