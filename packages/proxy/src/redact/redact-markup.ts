import { type Context, deeper, depthMax } from './context.ts';
import { Edits } from './edits.ts';
import { entitiesDecoded, entitiesEncoded } from './markup-entities.ts';
import { type Attribute, type MarkupElement, type MarkupListener, walkMarkup } from './markup-walk.ts';
import { redactText, sameLines } from './redact-text.ts';
import { announcedLabel, secretLabel } from './secret-names.ts';

/** Attributes that name what an element or its `value` holds. */
const naming = new Set(['name', 'id', 'key', 'property', 'itemprop', 'type', 'autocomplete', 'http-equiv']);
const holding = new Set(['value', 'content', 'default']);
/** Elements that hold pages and forms: what they are called says nothing of the text inside. */
const structural = new Set(
  'html head body form div section fieldset table tbody thead tr ul ol nav main article header footer aside select label button a script style svg'.split(
    ' ',
  ),
);
const empty = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Elements whose text names what the next such element holds. */
const terms = new Set(['dt', 'th', 'td', 'key', 'name']);
const descriptions = new Set(['dd', 'td', 'value', 'string', 'integer', 'text']);
/** Names of elements whose end is looked for. */
const lastCloseMax = 32;
/** Attributes that hold no part of a secret element's value. */
const tellsAbout = /^(?:name|id|key|property|type|class|style|nil|lang|for|href|rel)$/i;
const skipped = new Set(['integrity', 'xmlns', 'd', 'points']);

/**
 * XML or HTML without what is secret in it. `strict`: null where a tag, comment or section is not closed, or elements
 * are not nested.
 */
export function redactMarkup(text: string, context: Context, mode: 'strict' | 'tolerant'): string | null {
  const redaction = new MarkupRedaction(text, context);
  const isClosed = walkMarkup(text, redaction);
  return mode === 'strict' && !(isClosed && redaction.isNested) ? null : redaction.edits.applied(text);
}

class MarkupRedaction implements MarkupListener {
  readonly edits = new Edits();
  readonly #text: string;
  readonly #context: Context;
  /** Names of open elements, for the nesting. */
  readonly #open: string[] = [];
  #isNested = true;
  /** The element under a secret name that is open, and how deep it is in others of its name. */
  #scope: { name: string; depth: number; label: string } | null = null;
  readonly #lastClose = new Map<string, number>();
  #element = '';
  /** What a `<dt>` or `<th>` said the next value is. */
  #announced: string | null = null;

  constructor(text: string, context: Context) {
    this.#text = text;
    this.#context = context;
  }

  get isNested(): boolean {
    return this.#isNested && this.#open.length === 0;
  }

  open({ name, attributes, isEmpty, end }: MarkupElement): void {
    const lowerName = name.toLowerCase();
    const named = this.#namedBy(attributes);
    const own = this.#scope?.label ?? secretLabel(localName(name));
    for (const attribute of attributes) this.#attribute(attribute, named, own);
    if (isEmpty) return;
    this.#open.push(name);
    this.#element = lowerName;
    if (this.#scope !== null) {
      if (this.#scope.name === name) this.#scope.depth += 1;
      return;
    }
    if (empty.has(lowerName)) return;
    const label = own ?? (structural.has(lowerName) ? null : named);
    if (label !== null && this.#isClosedAfter(name, end)) this.#scope = { name, depth: 1, label };
  }

  close(name: string): void {
    if (this.#open.pop() !== name) this.#isNested = false;
    this.#element = '';
    if (this.#scope?.name !== name) return;
    this.#scope.depth -= 1;
    if (this.#scope.depth === 0) this.#scope = null;
  }

  text(start: number, end: number): void {
    const written = this.#text.slice(start, end);
    const plain = entitiesDecoded(written);
    const value = plain.trim();
    if (value === '') return;
    const label = this.#scope?.label ?? (descriptions.has(this.#element) ? this.#announced : null);
    if (label !== null) this.#announced = null;
    const safe =
      label === null
        ? redactText(plain, this.#inner())
        : aroundTrimmed(plain, value, this.#hidden(label, value));
    if (label === null && terms.has(this.#element)) this.#announced = announcedLabel(value);
    if (safe !== plain) this.edits.add(start, end, rewritten(written, plain, safe));
  }

  other(start: number, end: number): void {
    this.raw(start, end);
  }

  rest(start: number): void {
    this.raw(start, this.#text.length, { ...this.#context, depth: depthMax });
  }

  raw(start: number, end: number, context = this.#inner()): void {
    const written = this.#text.slice(start, end);
    const value = written.trim();
    if (value === '') return;
    const label = this.#scope?.label ?? null;
    const safe = label === null ? redactText(written, context) : this.#hidden(label, value);
    if (safe !== written) this.edits.add(start, end, label === null ? safe : sameLines(written, safe));
  }

  /** In running text `<token>` may be no element. */
  #isClosedAfter(name: string, at: number): boolean {
    let last = this.#lastClose.get(name);
    if (last === undefined) {
      if (this.#lastClose.size >= lastCloseMax) return true;
      last = this.#text.lastIndexOf(`</${name}`);
      this.#lastClose.set(name, last);
    }
    return last >= at;
  }

  #attribute({ name, start, end }: Attribute, named: string | null, own: string | null): void {
    if (end <= start || skipped.has(name.toLowerCase()) || name.startsWith('xmlns:')) return;
    const written = this.#text.slice(start, end);
    const plain = entitiesDecoded(written);
    const local = localName(name);
    const label =
      secretLabel(local) ??
      (holding.has(local.toLowerCase()) ? named : null) ??
      (tellsAbout.test(local) ? null : own);
    const safe = label === null ? redactText(plain, this.#inner()) : this.#hidden(label, plain);
    if (safe !== plain) this.edits.add(start, end, rewritten(written, plain, safe));
  }

  #namedBy(attributes: readonly Attribute[]): string | null {
    for (const { name, start, end } of attributes) {
      if (!naming.has(name.toLowerCase()) || end - start > 64) continue;
      const label = secretLabel(this.#text.slice(start, end));
      if (label !== null) return label;
    }
    return null;
  }

  #hidden(label: string, value: string): string {
    return this.#context.placeholders.of(label, value);
  }

  /** Text inside markup may be markup again. */
  #inner(): Context {
    return deeper(this.#context);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function aroundTrimmed(plain: string, value: string, safe: string): string {
  const at = plain.indexOf(value);
  return plain.slice(0, at) + sameLines(value, safe) + plain.slice(at + value.length);
}

/**
 * Written as it was: with entities only where there were some. Line ends that were entities are not written as such.
 */
function rewritten(written: string, plain: string, redacted: string): string {
  if (plain === written) return redacted;
  const safe = entitiesEncoded(redacted);
  const wanted = written.split('\n').length;
  const lines = safe.split('\n');
  return lines.length <= wanted
    ? safe
    : `${lines.slice(0, wanted).join('\n')} ${lines.slice(wanted).join(' ')}`;
}
