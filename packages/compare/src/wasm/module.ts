import {
  CodeWriter,
  type Expression,
  type Operand,
  type Statement,
  typeCodes,
  unsignedLeb,
  type ValueType,
} from './code.ts';
import { constant, load32 } from './expressions.ts';
import { store32 } from './statements.ts';

/** A place of a function that holds a value. */
export interface Local extends Expression {
  set(value: Operand): Statement;
}

export type LocalsOf<Names extends Record<string, ValueType>> = { readonly [Name in keyof Names]: Local };

export interface WasmFunction {
  name: string;
  parameters: readonly ValueType[];
  locals: readonly ValueType[];
  body: readonly Statement[];
}

/** A function that gives an i32 back; its parameters and locals are known to its body by name. */
export function define<
  Parameters extends Record<string, ValueType>,
  Locals extends Record<string, ValueType>,
>(
  name: string,
  types: { parameters: Parameters; locals: Locals },
  body: (at: LocalsOf<Parameters & Locals>) => Statement[],
): WasmFunction {
  const all = { ...types.parameters, ...types.locals };
  const entries = Object.entries(all).map(([local, type], index) => [local, localAt(index, type)] as const);
  return {
    name,
    parameters: Object.values(types.parameters),
    locals: Object.values(types.locals),
    body: body(named(entries)),
  };
}

/** Safe: the entries were made from the very names that the type holds. */
function named<Names extends Record<string, ValueType>>(
  entries: readonly (readonly [string, Local])[],
): LocalsOf<Names> {
  return Object.fromEntries(entries) as LocalsOf<Names>;
}

function localAt(index: number, type: ValueType): Local {
  return {
    type,
    write: (to) => to.byte(0x20, ...unsignedLeb(index)),
    set: (value) => (to) => {
      const expression = typeof value === 'number' ? constant(type, value) : value;
      if (expression.type !== type) throw new Error(`local ${index} is ${type}, not ${expression.type}`);
      expression.write(to);
      to.byte(0x21, ...unsignedLeb(index));
    },
  };
}

/** Places in memory, from an address on, that hold an i32 each. */
export function inMemory<Name extends string>(
  names: readonly Name[],
  address: number,
): LocalsOf<Record<Name, 'i32'>> {
  const nowhere = constant('i32', 0);
  const cellAt = (offset: number): Local => ({
    ...load32(nowhere, offset),
    set: (value) => store32(nowhere, offset, value),
  });
  return named(names.map((name, index) => [name, cellAt(address + 4 * index)] as const));
}

/** A module of these functions on the memory `memory` of the import `host`. */
export function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(parameters.map((type) => [typeCodes[type]])),
    ...vector([[typeCodes.i32]]),
  ]);
  const exported = functions.map(({ name }, index) => [...text(name), 0x00, ...unsignedLeb(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([[...text('host'), ...text('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, vector(functions.map((_, index) => unsignedLeb(index)))),
    ...section(7, vector(exported)),
    ...section(10, vector(functions.map((each) => codeOf(each, functions)))),
  ]);
}

function codeOf({ locals, body }: WasmFunction, functions: readonly WasmFunction[]): number[] {
  const writer = new CodeWriter(functions.map(({ name }) => name));
  for (const statement of body) statement(writer);
  const code = [...vector(locals.map((type) => [1, typeCodes[type]])), ...writer.bytes, 0x0b];
  return [...unsignedLeb(code.length), ...code];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsignedLeb(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsignedLeb(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return vector([...value].map((character) => [character.charCodeAt(0)]));
}
