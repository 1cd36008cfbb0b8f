import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';

export { Prisma };
export type Database = PrismaClient;
/** What both the client and a transaction of it can do. */
export type Transaction = Prisma.TransactionClient;

export interface DatabaseOptions {
  url: string;
  /** Connections at most; what needs one waits for `acquireTimeoutMs` at most. */
  connectionsMax?: number;
  statementTimeoutMs?: number;
  acquireTimeoutMs?: number;
  /** Told of a connection that broke while idle; the pool replaces it by itself. */
  onConnectionError?: (error: Error) => void;
}

/** A client with a bound on connections and on the time of each statement. Ends with `$disconnect()`. */
export function createDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 15_000;
  const acquireTimeoutMs = options.acquireTimeoutMs ?? 10_000;
  const report = (error: Error) => options.onConnectionError?.(error);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    application_name: 'delta-guard',
  });
  // A connection that breaks while it is handed over from the pool has no other listener: it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: true,
    onPoolError: report,
    onConnectionError: report,
  });
  return new PrismaClient({
    adapter,
    errorFormat: 'minimal',
    transactionOptions: { maxWait: acquireTimeoutMs, timeout: statementTimeoutMs },
  });
}
