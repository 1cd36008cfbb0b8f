/** An element as every parser of markup can tell it. */
export interface MarkupElement {
  name: string;
  attributes: readonly (readonly [string, string])[];
  children: (MarkupElement | string)[];
}

/** Larger bodies of markup are compared as text. */
export const markupBytesMax = 4_194_304;

type Step = MarkupElement | string | { text: string };

/**
 * `<p class="x">Hi <b/></p>` as `{"p":{"@class":"x","children":["Hi ",{"b":{}}]}}`. Members are compared in any order
 * and elements in theirs, as attributes and children are. Iterative.
 */
export function markupToJson(root: MarkupElement): string {
  let json = '';
  const steps: Step[] = [root];
  for (;;) {
    const step = steps.pop();
    if (step === undefined) return json;
    if (typeof step === 'string') json += JSON.stringify(step);
    else if ('text' in step) json += step.text;
    else json += openElement(step, steps);
  }
}

/** What is written at once; the children are left to do, the last one first. */
function openElement({ name, attributes, children }: MarkupElement, steps: Step[]): string {
  const members = attributes.map(([key, value]) => `${JSON.stringify(`@${key}`)}:${JSON.stringify(value)}`);
  const open = `{${JSON.stringify(name)}:{${members.join(',')}`;
  if (children.length === 0) return `${open}}}`;
  steps.push({ text: ']}}' });
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = children[at];
    if (child === undefined) continue;
    steps.push(child);
    if (at > 0) steps.push({ text: ',' });
  }
  return `${open}${members.length > 0 ? ',' : ''}"children":[`;
}
