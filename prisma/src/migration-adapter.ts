import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

/** Written in the transaction of the script itself, so that a migration is applied and known to be, or neither. */
const markFinished = `
do $mark$ begin
  if to_regclass('_prisma_migrations') is not null then
    update _prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null;
  end if;
end $mark$;`;

/**
 * The adapter as migrations need it: a script goes to the database whole, which runs it as one transaction. (The
 * original cuts it at each semicolon, inside of functions too, and stops half way where a statement fails.)
 */
export class MigrationAdapter extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await this.#pool.query(`${script}\n;${markFinished}`);
    };
    return adapter;
  }
}
