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

/** Null where nothing was stored. */
export function unpackTargets({
  targetHashes,
  targetCounts,
}: {
  targetHashes: Uint8Array | null;
  targetCounts: string | null;
}): Targets | null {
  if (targetHashes === null || targetCounts === null) return null;
  const aligned = Uint8Array.from(targetHashes);
  const smallest = Array.from(new Float64Array(aligned.buffer));
  return { smallest, ...countsSchema.parse(JSON.parse(targetCounts)) };
}
