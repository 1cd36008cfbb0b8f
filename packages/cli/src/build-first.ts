import { root } from './root.ts';
import { buildControlPlane } from './start/build.ts';
import { UserError } from './user-error.ts';

/** The pages and the client of the database are built, all else runs as it is. */
export async function buildFirst(): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort(new UserError('stopped before it was built'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await buildControlPlane(root, abort.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
