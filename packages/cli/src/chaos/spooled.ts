import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Requests that the tallies in the spools of a proxy's folder count: those of batches that were acked may be among them. */
export async function spooledRequests(proxyDir: string): Promise<number> {
  let sum = 0;
  const names = await readdir(join(proxyDir, 'spools'), { recursive: true }).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.segment'))) {
    // A spool that was acked meanwhile is gone.
    const text = await readFile(join(proxyDir, 'spools', name), 'latin1').catch(() => '');
    for (const [, count] of text.matchAll(/"requests":(\d+)/g)) sum += Number(count);
  }
  return sum;
}

/** Spools in a proxy's folder: that of its present run, and those of earlier ones which are not told yet. */
export async function spoolCount(proxyDir: string): Promise<number> {
  const names = await readdir(join(proxyDir, 'spools'));
  return names.filter((name) => /^[0-9a-f]{32}$/.test(name)).length;
}
