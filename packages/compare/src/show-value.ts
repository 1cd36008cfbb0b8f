import { decodeUtf8 } from './json/utf8.ts';
import { valueLengthMax } from './limits.ts';

const loneSurrogate = /\p{Cs}/gu;

/** A text as the value of a difference: cut visibly at its cap, storable as UTF-8 without NUL. */
export function showText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.replace(loneSurrogate, escapeUnit);
  const safe = wellFormed.includes('\0') ? wellFormed.replaceAll('\0', escapeUnit) : wellFormed;
  if (safe.length <= valueLengthMax) return safe;
  const cut = safe.slice(0, valueLengthMax - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last < 0xdc00 ? cut.slice(0, -1) : cut}…`;
}

/** Bytes of a body as the value of a difference. */
export function showBytes(bytes: Uint8Array, start: number, end: number): string {
  // No UTF-16 unit takes more than three bytes, so that this is always more than is shown.
  return showText(decodeUtf8(bytes, start, Math.min(end, start + valueLengthMax * 3 + 4)));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
