import type { Database } from '@delta-guard/db';
import { printable } from '../store/text.ts';
import type { JobRun } from './job-runner.ts';

const errorLengthMax = 500;

/** Keeps the last run of each job, for the page. */
export async function noteJobRun(db: Database, { name, error, ...run }: JobRun): Promise<void> {
  const data = { ...run, error: error === null ? null : printable(error).slice(0, errorLengthMax) };
  await db.jobRun.upsert({ where: { name }, create: { name, ...data }, update: data });
}
