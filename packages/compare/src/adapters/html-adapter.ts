import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { decodeUtf8, isUtf8 } from '../json/utf8.ts';
import { type BodyAdapter, encodeJson } from './body-adapter.ts';
import { type MarkupElement, markupBytesMax, markupToJson } from './markup.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;

/** HTML as a browser reads it: comments and blanks that lay out blocks do not count. */
export const htmlAdapter: BodyAdapter = {
  toJson(body) {
    if (body.length > markupBytesMax || !isUtf8(body)) return null;
    const document = parse(decodeUtf8(body, 0, body.length));
    const root: MarkupElement = { name: 'document', attributes: [['mode', document.mode]], children: [] };
    // The parser nests elements as deeply as they come: no recursion here.
    const left: { from: readonly Node[]; into: MarkupElement }[] = [
      { from: document.childNodes, into: root },
    ];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { from, into } = next;
      for (const node of from) {
        if (node.nodeName === '#text' && 'value' in node) addText(node.value, into);
        else if ('tagName' in node) {
          const attributes = node.attrs.map(
            ({ prefix, name, value }) => [nameOf(prefix, name), value] as const,
          );
          const element: MarkupElement = { name: node.tagName, attributes, children: [] };
          into.children.push(element);
          left.push({ from: 'content' in node ? node.content.childNodes : node.childNodes, into: element });
        }
      }
      if (!verbatim.has(into.name)) into.children = withoutLayout(into);
    }
    return encodeJson(markupToJson(root));
  },
};

const verbatim = new Set(['pre', 'textarea', 'script', 'style']);
const inline = new Set(
  [
    'a abbr b bdi bdo br button cite code data em i img input kbd label mark math q ruby s samp select small span',
  ]
    .concat('strong sub sup svg textarea time u var')
    .flatMap((names) => names.split(' ')),
);

function nameOf(prefix: string | undefined, name: string): string {
  return prefix === undefined || prefix === '' ? name : `${prefix}:${name}`;
}

function addText(text: string, into: MarkupElement): void {
  const { children } = into;
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}

/** Runs of blanks are one blank, and none at the edge of a block. */
function withoutLayout(element: MarkupElement): (MarkupElement | string)[] {
  const { children } = element;
  const isEdge = (neighbour: MarkupElement | string | undefined) =>
    neighbour === undefined
      ? !inline.has(element.name)
      : typeof neighbour !== 'string' && !inline.has(neighbour.name);
  const kept: (MarkupElement | string)[] = [];
  children.forEach((child, at) => {
    if (typeof child !== 'string') {
      kept.push(child);
      return;
    }
    let text = child.replace(/[\t\n\f\r ]+/g, ' ');
    if (isEdge(children[at - 1])) text = text.trimStart();
    if (isEdge(children[at + 1])) text = text.trimEnd();
    if (text !== '') kept.push(text);
  });
  return kept;
}
