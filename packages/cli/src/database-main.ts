import { startEmbeddedDatabase } from '@delta-guard/db/embedded';

/** Holds the embedded PostgreSQL for as long as its parent lives. */
const [dataDir, port] = process.argv.slice(2);
if (!dataDir || !process.send) {
  console.error('the embedded database is started by `delta-guard start`');
  process.exit(1);
}

try {
  const database = await startEmbeddedDatabase({ dataDir, ...(port ? { port: Number(port) } : {}) });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await database.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop);
  void database.ended.then(() => {
    if (stopping) return;
    console.error('PostgreSQL ended by itself');
    process.exit(1);
  });
  if (process.connected) process.send({ type: 'ready', url: database.url });
  else await stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
