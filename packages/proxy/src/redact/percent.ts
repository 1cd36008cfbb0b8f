import { type Context, deeper, depthMax } from './context.ts';
import { redactText } from './redact-text.ts';
import { traitsOf } from './traits.ts';

const encodedBytes = /(?:%[0-9A-Fa-f]{2})+/g;
const placeholders = /(\[[a-z]{2,16}(?: #[0-9]{1,9})?\])/;
/** What may stand in one encoded value: no blank, quote, bracket of markup, or separator of parameters. */
const run = /[^\s"'<>&=,;]+/g;

/** Percent-encoded text as it was meant; what is not well encoded stays. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(encodedBytes, (bytes) => {
    const first = Number.parseInt(bytes.slice(1, 3), 16);
    if (bytes.length === 3 && first < 0x80) return String.fromCharCode(first);
    return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString();
  });
}

/** A text in percent-encoding but for its placeholders, which stay readable. */
export function percentEncoded(text: string): string {
  return text
    .split(placeholders)
    .map((part, at) => (at % 2 === 1 ? part : encodeURIComponent(part.toWellFormed())))
    .join('');
}

/** Whether a decoded word holds anything by which secrets are found. */
function hasTraits(text: string): boolean {
  const { digits, word, hasAt, hasAssignment, hasMarkup } = traitsOf(text);
  return hasAt || hasAssignment || hasMarkup || digits >= 9 || word >= 8 || /^\s*[[{]/.test(text);
}

function allDecoded(text: string): string {
  let decoded = text;
  for (let layer = 0; layer < depthMax && decoded.includes('%'); layer += 1) {
    const next = percentDecoded(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return decoded;
}

/** Percent-encoded words of a text without what is secret in them. */
export function redactEncodedRuns(text: string, context: Context): string {
  if (context.depth >= depthMax) return text;
  return text.replace(run, (word) => {
    if (!word.includes('%')) return word;
    const decoded = percentDecoded(word);
    if (decoded === word || !hasTraits(allDecoded(decoded))) return word;
    const redacted = redactText(decoded, deeper(context));
    return redacted === decoded ? word : percentEncoded(redacted);
  });
}
