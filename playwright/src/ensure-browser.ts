import { spawnSync } from 'node:child_process';
import { findBrowser } from './find-browser.ts';

/** Finds a browser or installs one: Playwright's own download first, then Debian's package where we are root. */
const attempts: readonly [command: string, args: readonly string[]][] = [
  ['playwright', ['install', '--only-shell', 'chromium']],
  ['apt-get', ['update', '-qq']],
  ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']],
];

for (const [command, args] of attempts) {
  if (findBrowser()) break;
  console.log(`no browser yet: ${command} ${args.join(' ')}`);
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

const browser = findBrowser();
if (!browser) {
  console.error('no Chromium found and none could be installed; install one, or name it with CHROMIUM_PATH');
  process.exit(1);
}
console.log(`browser: ${browser}`);
