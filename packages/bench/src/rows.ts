import type { Row } from './bench.ts';
import type { Measured } from './measure.ts';

/** Rows of one case: the first measured is ours, each other is a peer. Times in ns, so smaller is better. */
export function timeRows(name: string, measured: readonly Measured[]): Row[] {
  const [ours, ...peers] = measured;
  if (ours === undefined) return [];
  return peers.map((peer) => row(name, peer.name, [ours.nsPerRun, peer.nsPerRun]));
}

/** A row that holds a measured time against a limit of our own, both in ns. */
export function limitRow(name: string, measured: Measured, limitNs: number): Row {
  return row(name, 'limit', [measured.nsPerRun, limitNs]);
}

function row(name: string, peer: string, [ours, theirs]: [number, number]): Row {
  return { case: name, peer, ours, theirs, unit: 'ns', ratio: theirs / ours };
}
