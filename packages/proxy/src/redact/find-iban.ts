import type { Hit } from './hit.ts';

const ibanStart = /(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]/g;
const table =
  'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27' +
  'GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22' +
  'MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28' +
  'TL23TN24TR26UA29VA22VG24XK20YE30';
/** Characters of an account number, by country. */
const lengths = new Map(
  [...table.matchAll(/([A-Z]{2})([0-9]{2})/g)].map(([, country = '', length]) => [country, Number(length)]),
);

/** International bank account numbers whose check digits are right, whole or in groups. */
export function findIbans(text: string, hits: Hit[]): void {
  ibanStart.lastIndex = 0;
  for (let match = ibanStart.exec(text); match !== null; match = ibanStart.exec(text)) {
    const start = match.index;
    const end = ibanEnd(text, start);
    if (end > 0) hits.push({ start, end, label: 'iban' });
    ibanStart.lastIndex = end > 0 ? end : start + 4;
  }
}

function ibanEnd(text: string, start: number): number {
  const wanted = lengths.get(text.slice(start, start + 2).toUpperCase());
  if (wanted === undefined) return 0;
  const separator = isAlphanumeric(text.charCodeAt(start + 4)) ? '' : text[start + 4];
  let plain = text.slice(start, start + 4);
  let at = start + 4;
  while (plain.length < wanted && at < text.length) {
    // In groups, all of them are of four.
    if (plain.length % 4 === 0 && separator !== '') {
      if (text[at] !== separator) return 0;
      at += 1;
    }
    if (!isAlphanumeric(text.charCodeAt(at))) return 0;
    plain += text[at];
    at += 1;
  }
  const isWhole = plain.length === wanted && !isAlphanumeric(text.charCodeAt(at));
  return isWhole && hasRightCheck(plain.toUpperCase()) ? at : 0;
}

/** ISO 7064, MOD 97-10: letters count from 10, the first four characters last. */
function hasRightCheck(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}
