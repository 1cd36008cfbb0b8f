import { impurities } from './purity.ts';
import { run } from './steps.ts';

/** All static checks: `pnpm check`. Each runs even when one before it failed, so that one run tells all. */
const checks: readonly [name: string, check: () => Promise<string | null>][] = [
  ['lint and format (biome)', () => command('biome', ['ci', '--colors=off', '--error-on-warnings', '.'])],
  ['package walls (turbo boundaries)', () => command('turbo', ['boundaries', '--no-color'])],
  ['purity of protocol, compare and gate', async () => impurities().join('\n') || null],
  ['types (tsc)', () => command('turbo', ['run', 'typecheck', '--output-logs=errors-only'])],
  ['types of scripts (tsc)', () => command('tsc', ['-p', 'scripts'])],
  ['dead code (knip)', () => command('knip', ['--no-progress'])],
];

async function command(name: string, args: readonly string[]): Promise<string | null> {
  const { code, output } = await run(name, args, { show: false });
  return code === 0 ? null : output.trimEnd();
}

let failed = 0;
for (const [name, check] of checks) {
  const startedMs = performance.now();
  const problem = await check();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (problem !== null) {
    failed += 1;
    console.log(`${problem}\n`);
  }
}
console.log(`check: ${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
