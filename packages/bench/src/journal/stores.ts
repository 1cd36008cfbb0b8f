import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Journal } from '@delta-guard/journal';

/** Something that takes a record and says when it is on the disk. */
export interface Store {
  name: string;
  append(payload: Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}

export async function journalStore(directory: string): Promise<Store> {
  const journal = await Journal.open({ directory: path.join(directory, 'journal') });
  return {
    name: 'delta-guard',
    append: (payload) => journal.append(1, payload),
    close: () => journal.close(),
  };
}

/** SQLite at its best: one transaction for all that wait, as its WAL syncs once for each. */
export async function sqliteStore(directory: string): Promise<Store> {
  const database = new DatabaseSync(path.join(directory, 'records.sqlite'));
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table record (sequence integer primary key, payload blob not null)');
  const insert = database.prepare('insert into record (payload) values (?)');
  return {
    name: 'sqlite',
    append: batched((payloads) => commit(database, insert, payloads)),
    close: async () => database.close(),
  };
}

async function commit(
  database: DatabaseSync,
  insert: StatementSync,
  payloads: readonly Uint8Array[],
): Promise<void> {
  database.exec('begin');
  for (const payload of payloads) insert.run(payload);
  database.exec('commit');
}

/** A write and a sync for each record. */
export async function naiveStore(directory: string): Promise<Store> {
  const file: FileHandle = await open(path.join(directory, 'records'), 'wx');
  let position = 0;
  let last: Promise<unknown> = Promise.resolve();
  const one = async (payload: Uint8Array) => {
    await file.write(payload, 0, payload.length, position);
    position += payload.length;
    await file.datasync();
  };
  return {
    name: 'naive',
    append(payload) {
      last = last.then(() => one(payload));
      return last;
    },
    close: () => file.close(),
  };
}

interface Waiting {
  payload: Uint8Array;
  resolve(): void;
}

/** Hands over all that came in one turn of the event loop at once. */
function batched(write: (payloads: Uint8Array[]) => Promise<void>): (payload: Uint8Array) => Promise<void> {
  let waiting: Waiting[] = [];
  return (payload) =>
    new Promise((resolve) => {
      waiting.push({ payload, resolve });
      if (waiting.length > 1) return;
      setImmediate(() => {
        const batch = waiting;
        waiting = [];
        void write(batch.map((each) => each.payload)).then(() => {
          for (const each of batch) each.resolve();
        });
      });
    });
}
