import { printable } from '../store/text.ts';

/** The name of a build as it is stored: what candidates say in a header may hold what text cannot. */
export function buildName(build: string | null): string | null {
  return build === null ? null : printable(build);
}
