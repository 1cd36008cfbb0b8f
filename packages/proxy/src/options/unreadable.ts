import path from 'node:path';
import { errorCode } from '../upstream/call-failure.ts';

/** Why a file that an option names cannot be read, in words for whoever wrote the option. */
export function unreadable(name: string, error: unknown): string {
  return `${name} cannot be read: ${why(error)}${path.isAbsolute(name) ? '' : ` (looked for in ${process.cwd()})`}`;
}

function why(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
