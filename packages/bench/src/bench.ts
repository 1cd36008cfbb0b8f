/** One case against one peer, measured in the same run. */
export interface Row {
  case: string;
  /** The library it is held against, or `limit` for a bound that we set ourselves. */
  peer: string;
  ours: number;
  theirs: number;
  unit: string;
  /** How many times better ours is; above 1 is good. */
  ratio: number;
}

interface BenchOptions {
  quick: boolean;
  /** Name of the one case to run, for benches that can. */
  only?: string;
  /** Share of the full amount of data, for benches that make some. */
  scale?: number;
}

export interface Bench {
  name: string;
  title: string;
  /** `quick` trades exactness for seconds; the rows are the same. */
  run(options: BenchOptions): Promise<Row[]>;
}
