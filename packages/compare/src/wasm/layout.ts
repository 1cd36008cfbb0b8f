import { frameShift } from '../body/frame-row.ts';
import { rowShift } from '../json/tape-row.ts';

/** Where things lie in the memory that the kernels share with the engine, in bytes. */
export const framesMax = 1_024;
export const namesMax = 65_536;
export const segmentsMax = 8_192;

const rowBytes = 4 << frameShift;
/** What a kernel answers beyond its one number. */
export const answersAt = 16;
export const rowsAt = 64;
export const namesAt = rowsAt + framesMax * rowBytes;
/** Pairs of start and end of what stands between the brackets of an open object. */
export const segmentsAt = namesAt + namesMax * 4;
/** The index of two texts, as of `Tape`. */
export const nodesMax = 131_072;
export const tapeAt = segmentsAt + segmentsMax * 8;
/** Names of one object, while they are looked for. */
export const marksAt = tapeAt + ((nodesMax * 4) << rowShift);
export const textAt = marksAt + 512;
/** What is written down of each 64 bytes of text: where names begin and end, and where marks stand. */
export const maskBytes = 24;
