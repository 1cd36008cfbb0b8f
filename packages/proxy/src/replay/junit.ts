import { type ReplaySummary, type RouteSummary, signatureWords } from './replay-summary.ts';

/** The summary as JUnit XML: a test case for each condition of each route, as pipelines show them. */
export function junitXml(summary: ReplaySummary): string {
  const cases = summary.routes.flatMap((route) =>
    (summary.failOn === 'policy' ? route.conditions : [noMismatch(route)]).map((condition) => ({
      route,
      condition,
    })),
  );
  const failures = cases.filter(({ condition }) => !condition.met).length;
  const empty = summary.routes.length === 0;
  const seconds = (summary.durationMs / 1_000).toFixed(3);
  const counts = `tests="${cases.length + (empty ? 1 : 0)}" failures="${failures + (empty ? 1 : 0)}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="delta-guard replay" ${counts}>`,
    `  <testsuite name="${escaped(`${summary.recording}, policy ${summary.policy}`)}" ${counts}>`,
    ...cases.map(({ route, condition }) => {
      const name = `classname="${escaped(route.route)}" name="${condition.id}"`;
      if (condition.met) return `    <testcase ${name}/>`;
      const text = [
        condition.words,
        ...(condition.id === 'evidence' || condition.id === 'mismatches' ? found(route) : []),
      ].join('\n');
      return `    <testcase ${name}><failure message="${escaped(condition.words)}">${escaped(text)}</failure></testcase>`;
    }),
    ...(empty
      ? [
          '    <testcase classname="replay" name="compared"><failure message="nothing was compared"/></testcase>',
        ]
      : []),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** The one thing asked of a route where only a mismatch fails. */
function noMismatch({ mismatches, comparisons }: RouteSummary) {
  const words = `${mismatches} mismatches in ${comparisons} comparisons`;
  return { id: 'mismatches', met: mismatches === 0, words };
}

function found(route: RouteSummary): string[] {
  return route.signatures.map(({ signature, count }) => `${count} x ${signatureWords(signature)}`);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0, which knows no control characters but tab and line ends. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
