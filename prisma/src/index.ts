export { createDatabase, type Database, type DatabaseOptions, Prisma, type Transaction } from './database.ts';
export { migrate } from './migrate.ts';
