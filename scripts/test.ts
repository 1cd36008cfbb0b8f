import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './steps.ts';

/** `pnpm test`: check, unit, integration and browser tests, and one summary line over all of them. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const results = mkdtempSync(join(tmpdir(), 'delta-guard-test-'));
const inPlaywright = { show: true, folder: 'playwright' };
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

await stage('check', async () => {
  const { code, output } = await run('node', ['scripts/check.ts'], { show: true });
  const counted = /^check: (\d+) passed, (\d+) failed$/m.exec(output);
  if (!counted) return crashed(code);
  return { passed: Number(counted[1]), failed: Number(counted[2]), skipped: 0 };
});

await stage('build', async () => {
  const { code } = await run('turbo', ['run', 'build', '--output-logs=errors-only'], { show: true });
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
});

await stage('unit and integration', async () => {
  const file = join(results, 'vitest.json');
  const args = [
    'run',
    '--reporter=dot',
    '--silent=passed-only',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const { code } = await run('vitest', args, { show: true });
  return fromReport(code, file, (report) => ({
    passed: count(report, 'numPassedTests'),
    // A file that could not be loaded has no test in it, but is a failure all the same.
    failed: Math.max(count(report, 'numFailedTests'), Number(code !== 0)),
    skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
  }));
});

await stage('browser', async () => {
  const file = join(results, 'playwright.json');
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  const { code } = await run('node', ['src/ensure-browser.ts'], inPlaywright).then(({ code }) =>
    code === 0 ? run('playwright', ['test'], inPlaywright) : { code },
  );
  return fromReport(code, file, (report) => {
    const stats = isRecord(report.stats) ? report.stats : {};
    const failed = count(stats, 'unexpected') + count(stats, 'flaky');
    return {
      passed: count(stats, 'expected'),
      failed: Math.max(failed, Number(code !== 0)),
      skipped: count(stats, 'skipped'),
    };
  });
});

rmSync(results, { recursive: true });
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function stage(name: string, work: () => Promise<Counts>): Promise<void> {
  console.log(`\n== ${name}`);
  const startedMs = performance.now();
  const counts = await work();
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  console.log(`== ${name}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
}

function fromReport(code: number, file: string, read: (report: Record<string, unknown>) => Counts): Counts {
  try {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(report) ? read(report) : crashed(code);
  } catch {
    return crashed(code);
  }
}

function crashed(code: number): Counts {
  console.log(`ended with exit code ${code} and left no report`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function count(report: Record<string, unknown>, key: string): number {
  const value = report[key];
  return typeof value === 'number' ? value : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
