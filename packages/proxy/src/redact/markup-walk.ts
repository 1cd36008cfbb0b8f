export interface Attribute {
  name: string;
  /** The value without its quotes; both are 0 where there is none. */
  start: number;
  end: number;
}

export interface MarkupElement {
  name: string;
  attributes: readonly Attribute[];
  /** `<a/>` */
  isEmpty: boolean;
  /** Past its tag. */
  end: number;
}

/** Hears markup as it is read; spans are of the text. */
export interface MarkupListener {
  text(start: number, end: number): void;
  open(element: MarkupElement): void;
  close(name: string): void;
  /** Comments, declarations, instructions: what stands between their brackets. */
  other(start: number, end: number): void;
  /** What is left where something is not closed: no markup any more. */
  rest(start: number): void;
  /** CDATA sections, scripts and styles: text without entities. */
  raw(start: number, end: number): void;
}

const nameEnd = /[\s/>=]/g;
const tagNameEnd = /[\s/>]/g;
/** What begins a tag: `<https://…>` and `<ada@example.com>` are none. */
const tagStart =
  /<(?:[A-Za-z_][\w.\u0080-\uffff-]{0,127}(?::[\w.\u0080-\uffff-]{1,127})?(?=[\s>]|\/>|$)|[!?]|\/[A-Za-z_])/y;
const rawElements = /^(?:script|style)$/i;

/**
 * Reads XML and HTML tag by tag; what is not closed by the end is told as text. Where each thing ends is looked for
 * from where it begins, once. Answers whether everything was closed.
 */
export function walkMarkup(text: string, listener: MarkupListener): boolean {
  let at = 0;
  while (at < text.length) {
    const start = nextTag(text, at);
    if (start > at) listener.text(at, start);
    if (start === text.length) return true;
    const end = readTag(text, start, listener);
    if (end === -1) {
      listener.rest(start);
      return false;
    }
    at = end;
  }
  return true;
}

/** Whether there is anything in a text that looks like a tag. */
export function holdsMarkup(text: string): boolean {
  return nextTag(text, 0) < text.length;
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('<', from); at !== -1; at = text.indexOf('<', at + 1)) {
    tagStart.lastIndex = at;
    if (tagStart.test(text)) return at;
  }
  return text.length;
}

/** Past the tag, comment or the like that begins here; -1 where it is not closed. */
function readTag(text: string, start: number, listener: MarkupListener): number {
  if (text.startsWith('<!--', start)) return between(text, start + 4, '-->', listener.other.bind(listener));
  if (text.startsWith('<![CDATA[', start))
    return between(text, start + 9, ']]>', listener.raw.bind(listener));
  if (text[start + 1] === '?') return between(text, start + 2, '?>', listener.other.bind(listener));
  if (text[start + 1] === '!') return readDeclaration(text, start, listener);
  if (text[start + 1] === '/') {
    const end = text.indexOf('>', start);
    if (end !== -1) listener.close(text.slice(start + 2, end).trim());
    return end === -1 ? -1 : end + 1;
  }
  return readElement(text, start, listener);
}

function between(text: string, start: number, closing: string, tell: (from: number, to: number) => void) {
  const end = text.indexOf(closing, start);
  if (end === -1) return -1;
  tell(start, end);
  return end + closing.length;
}

/** `<!DOCTYPE …>`, with entities declared in its brackets. */
function readDeclaration(text: string, start: number, listener: MarkupListener): number {
  const close = text.indexOf('>', start);
  const bracket = close === -1 ? -1 : text.slice(start, close).indexOf('[');
  return between(text, start + 2, bracket === -1 ? '>' : ']>', listener.other.bind(listener));
}

function readElement(text: string, start: number, listener: MarkupListener): number {
  let at = endOf(tagNameEnd, text, start + 1);
  const name = text.slice(start + 1, at);
  const attributes: Attribute[] = [];
  for (;;) {
    at = skipBlanks(text, at);
    const character = text[at];
    if (character === undefined) return -1;
    if (character === '>') break;
    if (character === '/') {
      at += 1;
      continue;
    }
    const attribute = readAttribute(text, at);
    if (attribute === null) return -1;
    attributes.push(attribute);
    at = attribute.next;
  }
  const isEmpty = text[at - 1] === '/';
  listener.open({ name, attributes, isEmpty, end: at + 1 });
  return !isEmpty && rawElements.test(name) ? readRaw(text, at + 1, name, listener) : at + 1;
}

function readAttribute(text: string, start: number): (Attribute & { next: number }) | null {
  const nameTo = endOf(nameEnd, text, start + 1);
  const name = text.slice(start, nameTo);
  let at = skipBlanks(text, nameTo);
  if (text[at] !== '=') return { name, start: 0, end: 0, next: nameTo };
  at = skipBlanks(text, at + 1);
  const quote = text[at];
  if (quote === undefined) return null;
  if (quote !== '"' && quote !== "'") {
    const end = endOf(tagValueEnd, text, at);
    return { name, start: at, end, next: end };
  }
  const end = text.indexOf(quote, at + 1);
  return end === -1 ? null : { name, start: at + 1, end, next: end + 1 };
}

const tagValueEnd = /[\s>]/g;

/** Up to `</script`. */
function readRaw(text: string, start: number, name: string, listener: MarkupListener): number {
  for (let at = text.indexOf('</', start); at !== -1; at = text.indexOf('</', at + 2)) {
    if (text.slice(at + 2, at + 2 + name.length).toLowerCase() !== name.toLowerCase()) continue;
    listener.raw(start, at);
    return at;
  }
  return -1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
