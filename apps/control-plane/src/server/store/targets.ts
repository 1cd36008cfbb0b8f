import { type Targets, targetsSchema } from '@delta-guard/protocol';

const countsSchema = targetsSchema.pick({ frequent: true, missed: true });

/** What an epoch keeps of its targets, in two columns: hashes rarely change once there are many, counts always. */
export function packHashes(smallest: readonly number[]): Uint8Array<ArrayBuffer> {
  // All hashes are below 2 ** 52, which a double holds exactly.
  return new Uint8Array(Float64Array.from(smallest).buffer);
}

export function packCounts({ frequent, missed }: Targets): string {
  return JSON.stringify({ frequent, missed });
}

/** Nothing where nothing was stored. */
export function unpackCounts(stored: string | null): Pick<Targets, 'frequent' | 'missed'> {
  return stored === null ? { frequent: [], missed: 0 } : countsSchema.parse(JSON.parse(stored));
}

export function unpackHashes(stored: Uint8Array | null): number[] {
  return stored === null ? [] : Array.from(new Float64Array(Uint8Array.from(stored).buffer));
}
