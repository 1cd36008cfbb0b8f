import {
  type CodeWriter,
  type Expression,
  type Operand,
  signedLeb,
  unsignedLeb,
  type ValueType,
} from './code.ts';

/** Binary codes of the operations that i32 and i64 have in common. */
const scalarCodes = {
  eq: [0x46, 0x51],
  ne: [0x47, 0x52],
  lessThan: [0x49, 0x54],
  greaterThan: [0x4b, 0x56],
  atLeast: [0x4f, 0x5a],
  add: [0x6a, 0x7c],
  sub: [0x6b, 0x7d],
  mul: [0x6c, 0x7e],
  and: [0x71, 0x83],
  or: [0x72, 0x84],
  xor: [0x73, 0x85],
  shl: [0x74, 0x86],
  shr: [0x76, 0x88],
  shrSigned: [0x75, 0x87],
} as const;

const comparisons: readonly string[] = ['eq', 'ne', 'lessThan', 'greaterThan', 'atLeast'];

/** As bytes of a vector. */
const vectorCodes = { eq: 35, ne: 36, lessThan: 38, and: 78, or: 80, xor: 81, add: 110, sub: 113 } as const;

export function constant(type: ValueType, value: number): Expression {
  return {
    type,
    write(to) {
      if (type === 'v128') {
        to.byte(0xfd, ...unsignedLeb(12), ...new Array<number>(16).fill(value & 0xff));
      } else to.byte(type === 'i32' ? 0x41 : 0x42, ...signedLeb(value));
    },
  };
}

function typeOf(left: Operand, right: Operand): ValueType {
  if (typeof left !== 'number') return left.type;
  return typeof right === 'number' ? 'i32' : right.type;
}

function lift(operand: Operand, type: ValueType): Expression {
  if (typeof operand === 'number') return constant(type, operand);
  if (operand.type !== type) throw new Error(`expected ${type}, got ${operand.type}`);
  return operand;
}

function writeCode(to: CodeWriter, type: ValueType, name: keyof typeof scalarCodes): void {
  if (type !== 'v128') to.byte(scalarCodes[name][type === 'i32' ? 0 : 1]);
  else if (name in vectorCodes) to.byte(0xfd, ...unsignedLeb(vectorCodes[name as keyof typeof vectorCodes]));
  else throw new Error(`vectors have no ${name}`);
}

function binary(name: keyof typeof scalarCodes) {
  return (left: Operand, right: Operand): Expression => {
    const type = typeOf(left, right);
    const [a, b] = [lift(left, type), lift(right, type)];
    return {
      type: comparisons.includes(name) && type !== 'v128' ? 'i32' : type,
      write(to) {
        a.write(to);
        b.write(to);
        writeCode(to, type, name);
      },
    };
  };
}

/** Comparisons of scalars leave an i32; those of vectors leave a byte of ones for each that is so. All are unsigned. */
export const eq = binary('eq');
export const ne = binary('ne');
export const lessThan = binary('lessThan');
export const greaterThan = binary('greaterThan');
export const atLeast = binary('atLeast');
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const xor = binary('xor');
export const shl = binary('shl');
/** Zeros come in. */
export const shr = binary('shr');
/** The highest bit comes in. */
export const shrSigned = binary('shrSigned');
const bothAnd = binary('and');
const bothOr = binary('or');

export function and(first: Expression, ...rest: Operand[]): Expression {
  return rest.reduce<Expression>((left, right) => bothAnd(left, right), first);
}

export function or(first: Expression, ...rest: Operand[]): Expression {
  return rest.reduce<Expression>((left, right) => bothOr(left, right), first);
}

/** `left` without the bits of `right`. */
export function without(left: Expression, right: Expression): Expression {
  return and(left, not(right));
}

export function not(value: Expression): Expression {
  return xor(value, -1);
}

function unary(type: ValueType, result: ValueType, ...code: number[]) {
  return (value: Expression): Expression => ({
    type: result,
    write(to) {
      lift(value, type).write(to);
      to.byte(...code);
    },
  });
}

const isZero32 = unary('i32', 'i32', 0x45);
const isZero64 = unary('i64', 'i32', 0x50);

export function isZero(value: Expression): Expression {
  return value.type === 'i32' ? isZero32(value) : isZero64(value);
}

/** Zeros before the highest, or behind the lowest bit of an i64, and the number of its ones; as i64. */
export const leadingZeros = unary('i64', 'i64', 0x79);
export const trailingZeros = unary('i64', 'i64', 0x7a);
export const ones = unary('i64', 'i64', 0x7b);
export const trailingZeros32 = unary('i32', 'i32', 0x68);
/** An i64 as i32, and an i32 as i64 without sign. */
export const narrow = unary('i64', 'i32', 0xa7);
export const widen = unary('i32', 'i64', 0xad);
/** Of a vector: whether it has a one, and the highest bit of each byte as i32. */
export const hasOnes = unary('v128', 'i32', 0xfd, 83);
export const highBits = unary('v128', 'i32', 0xfd, 100);
function vectorOperation(code: number) {
  return (left: Expression, right: Operand): Expression => ({
    type: 'v128',
    write(to) {
      left.write(to);
      lift(right, 'v128').write(to);
      to.byte(0xfd, code);
    },
  });
}

/** Bytes that, with their sign, are below others: so are those beyond ASCII. */
export const belowSigned = vectorOperation(37);
/** The lower of two bytes each, with their sign. */
export const lowerSigned = vectorOperation(118);

/** `yes` where the condition is not zero, else `no`; both are worked out. */
export function choose(condition: Expression, yes: Operand, no: Operand): Expression {
  const type = typeOf(yes, no);
  return {
    type,
    write(to) {
      lift(yes, type).write(to);
      lift(no, type).write(to);
      condition.write(to);
      to.byte(0x1b);
    },
  };
}

/** What one of the module's functions, all of whose parameters are i32, gives back. */
export function call(name: string, ...values: Operand[]): Expression {
  return {
    type: 'i32',
    write(to) {
      for (const value of values) lift(value, 'i32').write(to);
      to.byte(0x10, ...unsignedLeb(to.indexOf(name)));
    },
  };
}

function load(type: ValueType, ...code: number[]) {
  return (address: Expression, offset = 0): Expression => ({
    type,
    write(to) {
      lift(address, 'i32').write(to);
      to.byte(...code, 0);
      to.unsigned(offset);
    },
  });
}

export const load8 = load('i32', 0x2d);
export const load32 = load('i32', 0x28);
export const load64 = load('i64', 0x29);
export const load128 = load('v128', 0xfd, 0);
