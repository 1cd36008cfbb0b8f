import { rowShift } from '../json/tape-row.ts';
import { characterKernel } from './character-kernel.ts';
import { equalRunKernel } from './equal-run-kernel.ts';
import {
  answersAt,
  framesMax,
  maskBytes,
  namesAt,
  namesMax,
  nodesMax,
  rowsAt,
  tapeAt,
  textAt,
} from './layout.ts';
import { assemble } from './module.ts';
import { readRunKernel } from './read-run-kernel.ts';
import { sameContentKernel } from './same-content-kernel.ts';
import { scanNumberKernel, scanStringKernel } from './scan-scalar-kernels.ts';
import { scanValueKernel } from './scan-value-kernel.ts';
import { hasEscapeKernel, sameSpanKernel } from './span-kernels.ts';

/** The parts of the language's WebAssembly that are used here. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
interface WasmHost {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Memory: new (size: { initial: number }) => WasmMemory;
  Instance: new (module: object, imports: { host: { memory: WasmMemory } }) => { exports: KernelExports };
}
interface KernelExports {
  equalRun(addressA: number, addressB: number, length: number): number;
  scanValue(start: number, count: number, depthLeft: number): number;
  sameContent(nodeA: number, nodeB: number, spentMax: number): number;
  readRun(
    ...at: [
      start: number,
      until: number,
      depth: number,
      depthMax: number,
      total: number,
      hits: number,
      ahead: number,
      expected: number,
      nameCount: number,
      masks: number,
    ]
  ): number;
}
declare const WebAssembly: WasmHost | undefined;

const pageBytes = 65_536;

/** Loops over a memory of their own that run on vectors of 16 bytes. */
export interface Kernels {
  readonly run: KernelExports;
  /** Where texts lie, with the asked room. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: Int32Array<ArrayBuffer>;
  readonly names: Int32Array<ArrayBuffer>;
  readonly tape: Int32Array<ArrayBuffer>;
  readonly answers: Int32Array<ArrayBuffer>;
  /** Address of what `readRun` writes down of each 64 bytes. */
  readonly masksAt: number;
}

/** `null` where the language has no vectors, undefined as long as that was not tried. */
let module: object | null | undefined;

/** How kernels are used; for tests, which compare with and without them. */
export const kernelUse = {
  isOn: true,
  /** Shorter runs are read by plain code, which takes no time to begin. */
  runBytesMin: 160,
};

/**
 * For threads that may be ended: a V8 (Node 24.21) that frees code of WebAssembly while a thread ends was seen to end the
 * whole process. To be called before the first comparison of the thread; its verdicts are the same, found by plain code.
 */
export function withoutKernels(): void {
  kernelUse.isOn = false;
}

/** Kernels with room for so many bytes of text; null where there are none. */
export function makeKernels(room: number): Kernels | null {
  if (!kernelUse.isOn || typeof WebAssembly === 'undefined') return null;
  module ??= compile(WebAssembly);
  if (module === null) return null;
  const masksAt = textAt + Math.ceil(room / 64) * 64 + 64;
  const pages = Math.ceil((masksAt + (Math.ceil(room / 64) + 8) * maskBytes) / pageBytes);
  try {
    const memory = new WebAssembly.Memory({ initial: pages });
    const { exports } = new WebAssembly.Instance(module, { host: { memory } });
    return {
      run: exports,
      bytes: new Uint8Array(memory.buffer, textAt, room),
      rows: new Int32Array(memory.buffer, rowsAt, framesMax << 4),
      names: new Int32Array(memory.buffer, namesAt, namesMax),
      tape: new Int32Array(memory.buffer, tapeAt, nodesMax << rowShift),
      answers: new Int32Array(memory.buffer, answersAt, 4),
      masksAt,
    };
  } catch {
    // No memory that is large enough: plain code needs less.
    return null;
  }
}

function compile(host: WasmHost): object | null {
  try {
    return new host.Module(
      assemble([
        characterKernel,
        equalRunKernel,
        readRunKernel,
        sameSpanKernel,
        hasEscapeKernel,
        sameContentKernel,
        scanStringKernel,
        scanNumberKernel,
        scanValueKernel,
      ]),
    );
  } catch {
    return null;
  }
}
