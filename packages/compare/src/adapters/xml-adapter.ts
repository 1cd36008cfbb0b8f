import { SaxesParser } from 'saxes';
import { decodeUtf8, isUtf8 } from '../json/utf8.ts';
import { type BodyAdapter, encodeJson } from './body-adapter.ts';
import { type MarkupElement, markupBytesMax, markupToJson } from './markup.ts';

/** Well-formed XML: comments and blanks between elements do not count, and no entity of a document type is resolved. */
export const xmlAdapter: BodyAdapter = {
  toJson(body) {
    if (body.length > markupBytesMax || !isUtf8(body)) return null;
    const root = parseXml(decodeUtf8(body, 0, body.length));
    return root === null ? null : encodeJson(markupToJson(root));
  },
};

function parseXml(text: string): MarkupElement | null {
  const parser = new SaxesParser({ position: false });
  const top: MarkupElement = { name: '', attributes: [], children: [] };
  const open: MarkupElement[] = [top];
  let isFaulty = false;
  const addText = (part: string) => {
    const children = open.at(-1)?.children ?? [];
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + part;
    else children.push(part);
  };
  parser.on('error', () => {
    isFaulty = true;
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', (tag) => {
    const element: MarkupElement = {
      name: tag.name,
      attributes: Object.entries(tag.attributes),
      children: [],
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) dropBlanks(element);
  });
  parser.on('processinginstruction', ({ target, body }) => {
    open.at(-1)?.children.push({ name: `?${target}`, attributes: [['body', body]], children: [] });
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  const root = top.children.find((child) => typeof child !== 'string');
  return isFaulty || root === undefined || typeof root === 'string' ? null : root;
}

/** Blanks between elements only lay them out; beside text they belong to it. */
function dropBlanks(element: MarkupElement): void {
  const { children } = element;
  const isMixed = children.some((child) => typeof child === 'string' && child.trim() !== '');
  const hasElements = children.some((child) => typeof child !== 'string');
  if (!isMixed && hasElements) element.children = children.filter((child) => typeof child !== 'string');
}
