import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Requests that the tallies in the spools of a proxy's folder count, by file: those of batches that were acked may be among
 * them, until their spool is gone.
 */
export async function spooledRequests(proxyDir: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const names = await readdir(join(proxyDir, 'spools'), { recursive: true }).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.segment'))) {
    // A spool that was acked meanwhile is gone.
    const text = await readFile(join(proxyDir, 'spools', name), 'latin1').catch(() => '');
    const each = [...text.matchAll(/"requests":(\d+)/g)].map(([, count]) => Number(count));
    counts.set(
      join(proxyDir, name),
      each.reduce((sum, count) => sum + count, 0),
    );
  }
  return counts;
}

/** Spools in a proxy's folder: that of its present run, and those of earlier ones which are not told yet. */
export async function spoolCount(proxyDir: string): Promise<number> {
  const names = await readdir(join(proxyDir, 'spools'));
  return names.filter((name) => /^[0-9a-f]{32}$/.test(name)).length;
}
