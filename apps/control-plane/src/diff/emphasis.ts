export interface Span {
  text: string;
  differs: boolean;
}

/** What two texts have in common at both ends is plain, what lies between differs. */
export function emphasis(legacy: string, candidate: string): { legacy: Span[]; candidate: Span[] } {
  const most = Math.min(legacy.length, candidate.length);
  let head = 0;
  while (head < most && legacy[head] === candidate[head]) head += 1;
  if (splitsPair(legacy, head) || splitsPair(candidate, head)) head -= 1;
  let tail = 0;
  while (tail < most - head && legacy.at(-1 - tail) === candidate.at(-1 - tail)) tail += 1;
  if (splitsPair(legacy, legacy.length - tail) || splitsPair(candidate, candidate.length - tail)) tail -= 1;
  return { legacy: spans(legacy, head, tail), candidate: spans(candidate, head, tail) };
}

/** Whether a cut at `at` would part the two halves of one character. */
function splitsPair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}

function spans(text: string, head: number, tail: number): Span[] {
  const end = text.length - tail;
  const all = [
    { text: text.slice(0, head), differs: false },
    { text: text.slice(head, end), differs: true },
    { text: text.slice(end), differs: false },
  ];
  return all.filter((span) => span.text !== '');
}
