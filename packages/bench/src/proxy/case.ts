import type { Row } from '../bench.ts';
import type { Programs } from './programs.ts';

export interface CaseOptions {
  quick: boolean;
  programs: Programs;
}

/** One of the bench's cases, in a lab of its own. */
export interface Case {
  name: string;
  run(options: CaseOptions): Promise<Row[]>;
}
