import fc from 'fast-check';

/** A secret to plant, and the part of it that no event may hold. */
export interface Secret {
  text: string;
  core: string;
}

const letters = [...'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ'];
const alphanumeric = [...letters, ...'23456789'];
const core = fc
  .array(fc.constantFrom(...alphanumeric), { minLength: 10, maxLength: 14 })
  .map((characters) => `Z${characters.join('')}Z`);
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

/** Known as secrets by the name of their field only: any characters. */
export const anySecret: fc.Arbitrary<Secret> = fc
  .tuple(fc.constantFrom('', '"', "'", 'é', '&', '=', ' ', '<b>', '%', '\\', ';', ',', '{', '\n'), core)
  .map(([odd, core]) => ({ text: `${core}${odd}${core}`, core }));

/** The same without the characters that end a value in a text of no format. */
export const wordSecret: fc.Arbitrary<Secret> = core.map((core) => ({ text: core, core }));

const prefixes = ['4', '51', '37', '6011', '2221', '9792'];
export const card: fc.Arbitrary<Secret> = fc
  .tuple(fc.constantFrom(...prefixes), digits(16), fc.constantFrom('', ' ', '-'))
  .map(([prefix, more, separator]) => {
    const length = prefix === '37' ? 15 : 16;
    const start = (prefix + more).slice(0, length - 1);
    const number = start + luhnDigit(start);
    const groups = separator === '' ? number : (number.match(/.{1,4}/g) ?? []).join(separator);
    return { text: groups, core: groups.slice(2, 14) };
  });

const iban: fc.Arbitrary<Secret> = fc.tuple(digits(18), fc.boolean()).map(([account, isGrouped]) => {
  // D and E count as 13 and 14.
  const check = String(98n - (BigInt(`${account}131400`) % 97n)).padStart(2, '0');
  const number = `DE${check}${account}`;
  const text = isGrouped ? (number.match(/.{1,4}/g) ?? []).join(' ') : number;
  return { text, core: text.slice(5, 18) };
});

export const email: fc.Arbitrary<Secret> = core.map((core) => ({ text: `${core}@mail.example`, core }));

export const jwt: fc.Arbitrary<Secret> = core.map((core) => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = encode({ sub: core });
  return { text: `${encode({ alg: 'HS256' })}.${payload}.${core}-_`, core: payload };
});

/** Known as secrets wherever they stand. */
export const shapedSecret = fc.oneof(card, iban, email, jwt);

export const secretName = fc.constantFrom(
  'password',
  'userPassword',
  'access_token',
  'refreshToken',
  'client-secret',
  'cardNumber',
  'IBAN',
  'ssn',
  'session_id',
  'X-CSRF-Token',
  'apiKey',
  'jsessionid',
  'id_token',
  'signature',
);

/** Written with escapes that mean the same. */
export const escaped = {
  json: (text: string) => JSON.stringify(text),
  jsonUnicode: (text: string) =>
    `"${[...text].map((one) => [...utf16(one)].map((unit) => `\\u${unit}`).join('')).join('')}"`,
  percent: (text: string) => [...Buffer.from(text)].map((byte) => `%${hex(byte)}`).join(''),
  percentMin: (text: string) => encodeURIComponent(text),
  xml: (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  xmlNumbers: (text: string) => [...text].map((one) => `&#${one.codePointAt(0)};`).join(''),
  csv: (text: string) => `"${text.replaceAll('"', '""')}"`,
};

function utf16(character: string): string[] {
  return Array.from({ length: character.length }, (_, at) =>
    character.charCodeAt(at).toString(16).padStart(4, '0'),
  );
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function luhnDigit(start: string): number {
  const sum = [...start]
    .toReversed()
    .map((digit, at) => Number(digit) * (at % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return (10 - (sum % 10)) % 10;
}
