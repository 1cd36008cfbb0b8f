import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.ts';

/** Packages that may know no clock, chance, network, file or runtime: all of these come to them as arguments. */
const purePackages = ['protocol', 'compare', 'gate'];

/** What only tests use may read files and clocks. */
const testFolders = /\/(testing|test-support|reference)\//;

const forbidden: readonly [pattern: RegExp, name: string][] = [
  [/from\s+['"]node:|import\(\s*['"]node:/, 'a module of the runtime'],
  [/\bprocess\.|\bBuffer\b/, 'the runtime'],
  [/\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\./, 'the clock'],
  [/\bMath\.random\(|\bcrypto\./, 'chance'],
  [/\bfetch\(|\bWebSocket\b|\bsetTimeout\(|\bsetInterval\(/, 'network or timers'],
];

/** Lists each place where a pure package reaches for something that must be handed to it. */
export function impurities(): string[] {
  const files = purePackages.flatMap((name) => globSync(`packages/${name}/src/**/*.ts`, { cwd: root }));
  return files
    .filter((file) => !file.endsWith('.test.ts') && !testFolders.test(file))
    .flatMap((file) => impuritiesOf(file, readFileSync(join(root, file), 'utf8')));
}

export function impuritiesOf(file: string, source: string): string[] {
  return source.split('\n').flatMap((line, index) => {
    const code = line.replace(/\/\/.*$|^\s*\*.*$|\/\*\*?.*?\*\//g, '');
    return forbidden
      .filter(([pattern]) => pattern.test(code))
      .map(([, what]) => `${file}:${index + 1}: uses ${what}: ${line.trim()}`);
  });
}
