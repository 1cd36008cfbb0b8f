import type { Expression, Operand, Statement } from './code.ts';
import { constant } from './expressions.ts';

export function block(label: string, ...body: Statement[]): Statement {
  return nested(0x02, label, body);
}

/** Going on at its label repeats it; it ends where its body does. */
export function loop(label: string, ...body: Statement[]): Statement {
  return nested(0x03, label, body);
}

function nested(code: number, label: string, body: readonly Statement[]): Statement {
  return (to) => {
    to.byte(code, 0x40);
    to.enter(label);
    for (const statement of body) statement(to);
    to.leave();
    to.byte(0x0b);
  };
}

/** Repeats its body as long as the condition, asked before each turn, is not zero. */
export function whileDo(label: string, condition: Expression, ...body: Statement[]): Statement {
  return loop(label, when(condition, ...body, goto(label)));
}

export function when(condition: Expression, ...body: Statement[]): Statement {
  return (to) => {
    condition.write(to);
    nested(0x04, '', body)(to);
  };
}

export function whenElse(condition: Expression, yes: Statement[], no: Statement[]): Statement {
  return (to) => {
    condition.write(to);
    to.byte(0x04, 0x40);
    to.enter('');
    for (const statement of yes) statement(to);
    to.byte(0x05);
    for (const statement of no) statement(to);
    to.leave();
    to.byte(0x0b);
  };
}

/** Leaves a block, or repeats a loop. */
export function goto(label: string): Statement {
  return (to) => {
    to.byte(0x0c);
    to.unsigned(to.distance(label));
  };
}

export function gotoIf(label: string, condition: Expression): Statement {
  return (to) => {
    condition.write(to);
    to.byte(0x0d);
    to.unsigned(to.distance(label));
  };
}

export function giveBack(value: Operand): Statement {
  return (to) => {
    (typeof value === 'number' ? constant('i32', value) : value).write(to);
    to.byte(0x0f);
  };
}

function store(...code: number[]) {
  return (address: Expression, offset: number, value: Operand): Statement =>
    (to) => {
      address.write(to);
      (typeof value === 'number' ? constant('i32', value) : value).write(to);
      to.byte(...code, 0);
      to.unsigned(offset);
    };
}

export const store32 = store(0x36);
export const store64 = store(0x37);
