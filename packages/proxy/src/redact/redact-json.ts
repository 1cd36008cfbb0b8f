import type { Context } from './context.ts';
import { Edits } from './edits.ts';
import { isCardNumber } from './find-numbers.ts';
import { type JsonListener, walkJson } from './json-walk.ts';
import { redactMemberName } from './member-name.ts';
import { redactText } from './redact-text.ts';
import { announcedLabel, secretLabel } from './secret-names.ts';

export interface JsonOptions {
  /** What the whole text is called where it stands under a secret name. */
  label?: string | null;
  /** A value that was met as a secret before is one here, however little it tells by itself. */
  isLoose?: boolean;
}

/**
 * JSON text without what is secret in it; every other character stays as it is, number text included. Under a secret
 * name each string and number is replaced, so that the shape of what stands there is still seen. Null where the text
 * is not JSON.
 */
export function redactJson(text: string, context: Context, options: JsonOptions = {}): string | null {
  const redaction = new JsonRedaction(text, context, options);
  return walkJson(text, redaction) === 'whole' ? redaction.edits.applied(text) : null;
}

/** The same for JSON text that was cut at its end: what is there up to the cut, less the value that was cut. */
export function redactCutJson(text: string, context: Context, options: JsonOptions = {}): string | null {
  const redaction = new JsonRedaction(text, context, options);
  const walk = walkJson(text, redaction);
  if (walk === 'invalid') return null;
  if (walk === 'whole') return redaction.edits.applied(text);
  if (!walk.isName && text[walk.cutFrom] === '"') redaction.cutString(walk.cutFrom);
  return redaction.edits.applied(text, walk.cutFrom);
}

/** Members that name what another member of the same object holds, and those that hold it. */
const naming = new Set(['name', 'key', 'field', 'param', 'parameter', 'header', 'property', '@name', '@key']);
const holding = new Set(['value', 'val', '@value', '@content']);

interface Frame {
  isObject: boolean;
  /** Of all that is inside. */
  label: string | null;
  /** What a member such as `"name": "password"` calls the value beside it. */
  named: string | null;
  /** Values that wait for such a member. */
  waiting: ((label: string) => void)[] | null;
}

class JsonRedaction implements JsonListener {
  readonly edits = new Edits();
  readonly #text: string;
  readonly #context: Context;
  readonly #frames: Frame[] = [];
  #label: string | null;
  #member = '';
  readonly #isLoose: boolean;
  readonly #hasOauthCode: boolean;

  constructor(text: string, context: Context, { label = null, isLoose = false }: JsonOptions) {
    this.#text = text;
    this.#context = context;
    this.#label = label;
    this.#isLoose = isLoose;
    this.#hasOauthCode = text.includes('"grant_type"') || text.includes('"code_verifier"');
  }

  open(isObject: boolean): void {
    const label = this.#valueLabel();
    this.#frames.push({ isObject, label, named: null, waiting: null });
    this.#label = label;
    this.#member = '';
  }

  close(): void {
    this.#frames.pop();
    this.#label = this.#frames.at(-1)?.label ?? null;
    this.#member = '';
  }

  name(start: number, end: number): boolean {
    const name = decoded(this.#text.slice(start, end));
    if (name === null) return false;
    const outer = this.#frames.at(-1)?.label ?? null;
    const safe = redactMemberName(name, outer !== null, this.#context);
    if (safe !== name) this.edits.add(start, end, JSON.stringify(safe));
    this.#member = name;
    this.#label = this.#labelOf(name) ?? outer;
    return true;
  }

  scalar(start: number, end: number): boolean {
    const text = this.#text;
    const isString = text.charCodeAt(start) === 0x22;
    const value = isString ? decoded(text.slice(start, end)) : text.slice(start, end);
    if (value === null) return false;
    const label = this.#valueLabel();
    if (label !== null) {
      if (isHideable(value, isString)) this.#hide(start, end, label, value);
    } else this.#plain(start, end, value, isString);
    const frame = this.#frames.at(-1);
    if (frame?.isObject === false) this.#label = frame.label;
    return true;
  }

  /** The string that begins here and goes on beyond the end of the text. */
  cutString(start: number): void {
    const partial = this.#text.slice(start).replace(/\\(?:u[0-9A-Fa-f]{0,3})?$/, '');
    const value = decoded(`${partial}"`) ?? '';
    const label = this.#valueLabel();
    const { placeholders } = this.#context;
    const safe = label === null ? redactCutText(value, this.#context) : placeholders.ofCut(label, value);
    this.edits.add(start, this.#text.length, JSON.stringify(safe).slice(0, -1));
  }

  #plain(start: number, end: number, value: string, isString: boolean): void {
    if (!isString) {
      if (value.length >= 13 && isCardNumber(value)) this.#hide(start, end, 'card', value);
      return;
    }
    const known = this.#isLoose ? this.#context.placeholders.known(value) : null;
    const safe = known ?? redactText(value, this.#context);
    const shown = safe === value ? this.#text.slice(start, end) : JSON.stringify(safe);
    const frame = this.#frames.at(-1);
    if (frame?.isObject) {
      if (naming.has(this.#member)) this.#nameSibling(frame, value);
      else if (holding.has(this.#member) && frame.named === null && value !== '') {
        const fill = this.edits.slot(start, end, shown);
        frame.waiting ??= [];
        frame.waiting.push((label) => fill(this.#quoted(label, value)));
        return;
      }
    }
    if (safe !== value) this.edits.add(start, end, shown);
  }

  #nameSibling(frame: Frame, name: string): void {
    const label = announcedLabel(name);
    if (label === null) return;
    frame.named = label;
    for (const fill of frame.waiting ?? []) fill(label);
    frame.waiting = null;
  }

  #valueLabel(): string | null {
    if (this.#label !== null) return this.#label;
    const frame = this.#frames.at(-1);
    return frame?.isObject && frame.named !== null && holding.has(this.#member) ? frame.named : null;
  }

  #labelOf(name: string): string | null {
    if (name === 'code' && this.#hasOauthCode) return 'code';
    return secretLabel(name);
  }

  #hide(start: number, end: number, label: string, value: string): void {
    this.edits.add(start, end, this.#quoted(label, value));
  }

  #quoted(label: string, value: string): string {
    return JSON.stringify(this.#context.placeholders.of(label, value));
  }
}

/** Text of which the end is missing: what the end may have been a part of goes too. */
export function redactCutText(text: string, context: Context): string {
  const whole = text.replace(/[0-9][0-9 .-]{0,40}$/, '');
  const at = Math.max(whole.lastIndexOf(' '), whole.lastIndexOf('\n'), whole.lastIndexOf('>'));
  return redactText(whole.slice(0, at + 1), context);
}

/** Whether a value under a secret name is one: nothing, true and false are not. */
function isHideable(value: string, isString: boolean): boolean {
  return isString ? value !== '' : value !== 'null' && value !== 'true' && value !== 'false';
}

function decoded(token: string): string | null {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
