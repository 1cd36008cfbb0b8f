import { relative } from 'node:path';
import { root } from './root.ts';

/** The folder that relative paths are meant from: pnpm runs scripts in ours, and tells where its user is. */
export function userFolder(): string {
  const cwd = process.cwd();
  return relative(root, cwd) === '' ? (process.env.INIT_CWD ?? cwd) : cwd;
}
