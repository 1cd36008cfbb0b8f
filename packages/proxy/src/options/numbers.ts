import { z } from 'zod';

/** Flags and the environment give numbers as text. */
function fromText(value: number | string): number | string {
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

const expectedPort = 'expected a port from 0 to 65535';
export const port = z.preprocess(
  fromText,
  z.int(expectedPort).min(0, expectedPort).max(65_535, expectedPort),
);

const expectedCount = 'expected a whole number above 0';
/** A bound: of bytes, ms or things, as its name says. */
export const count = z.preprocess(fromText, z.int(expectedCount).positive(expectedCount));

const expectedWorkers = 'expected a number of processes from 1 to 64';
export const workerCount = z.preprocess(
  fromText,
  z.int(expectedWorkers).min(1, expectedWorkers).max(64, expectedWorkers),
);
