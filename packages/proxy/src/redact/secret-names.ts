import { isOwnName } from './own-names.ts';

/** A word of a name that makes it the name of a secret, and what its placeholders are called. */
const wordLabels: Readonly<Record<string, string>> = {
  ...labelled(
    'password',
    'password passwords passwd pwd passcode passphrase passwort kennwort contrasena senha',
  ),
  ...labelled('secret', 'secret secrets passkey hmac'),
  ...labelled('token', 'token tokens jwt bearer csrf xsrf otp totp'),
  ...labelled('card', 'card cards pan creditcard debitcard bankcard cardno cardnum ccnumber ccnum cc'),
  ...labelled('cvc', 'cvc cvv csc'),
  ...labelled('iban', 'iban ibans'),
  ...labelled('ssn', 'ssn'),
  ...labelled('pin', 'pin pins'),
  ...labelled('session', 'session sessions sessionid sessid sid jsessionid phpsessid'),
  ...labelled('credentials', 'credential credentials authorization'),
  ...labelled('signature', 'signature signatures sig'),
  ...labelled('cookie', 'cookie cookies'),
};
/** Names that are secret as a whole, not as a part of another. */
const wholeLabels: Readonly<Record<string, string>> = {
  ...labelled('credentials', 'auth xauth userpass login_hint userinfo'),
  ...labelled('password', 'pass pw motdepasse'),
};
/** What makes `key`, `code` or `number` a secret when it stands before it. */
const pairs: Readonly<Record<string, ReadonlySet<string>>> = {
  key: setOf(
    'api access private secret encryption signing account auth master session client subscription shared storage functions',
  ),
  code: setOf(
    'auth authorization authentication verification security otp reset activation recovery backup confirmation mfa tan sms pin access login',
  ),
  number: setOf('card cc passport security'),
  id: setOf('national tax'),
};
/** Words at the end of a name that make it tell about a secret, not be one. */
const tellsAbout = setOf(
  'count used usage payment payments transaction transactions fee fees amount balance turnover type types limit limits total length size algorithm alg brand network scheme status required enabled disabled policy strength min max minimum maximum created updated changed at expires expiry expiration ttl timeout duration layout color colour style title',
);
/** `max_tokens` and the like count. */
const counts = setOf('max total prompt completion input output used num number cached reasoning remaining');
const inside: readonly (readonly [string, string])[] = [
  ['password', 'password'],
  ['passwd', 'password'],
  ['passphrase', 'password'],
  ['passcode', 'password'],
  ['apikey', 'key'],
  ['accesskey', 'key'],
  ['privatekey', 'key'],
  ['secretkey', 'key'],
  ['clientsecret', 'secret'],
  ['sessionid', 'session'],
  ['sessid', 'session'],
  ['cardnumber', 'card'],
  ['creditcard', 'card'],
  ['credential', 'credentials'],
  ['socialsecurity', 'ssn'],
];
const wordPattern = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const nameLengthMax = 256;
const announcedLengthMax = 40;
/** Names repeat from value to value. */
const judged = new Map<string, string | null>();
const judgedMax = 4_096;

/**
 * What the value of a field, parameter or header of this name is called where it is a secret, null where it is none.
 * Names are read as words, those of the configuration apart, in `camelCase`, `snake_case`, `kebab-case` and the like: `monkey` holds no `key`.
 */
export function secretLabel(name: string): string | null {
  if (isOwnName(name)) return 'secret';
  if (name.length > 64) return judge(name.slice(0, nameLengthMax));
  const known = judged.get(name);
  if (known !== undefined) return known;
  const label = judge(name);
  if (judged.size >= judgedMax) judged.clear();
  judged.set(name, label);
  return label;
}

/**
 * The same for a text that people read before a value, in a table or a list. `Card` alone is a product or a way to pay
 * there, `Card number` is not.
 */
export function announcedLabel(text: string): string | null {
  if (text.length > announcedLengthMax) return null;
  const label = secretLabel(text);
  return label === 'card' && !/num|\bno\b|\bnr\b|pan/i.test(text) ? null : label;
}

function judge(name: string): string | null {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined) return null;
  const joined = words.join('');
  const whole = labelIn(wholeLabels, joined);
  if (whole !== null) return whole;
  if (words.length > 1 && tellsAbout.has(last)) return null;
  if (last === 'tokens' && counts.has(words.at(-2) ?? '')) return null;
  return labelOfWords(words) ?? labelOfJoined(joined, last);
}

function labelOfWords(words: readonly string[]): string | null {
  let before = '';
  for (const word of words) {
    const label = labelIn(wordLabels, word);
    if (label !== null) return label;
    const singular = word === 'keys' || word === 'codes' ? word.slice(0, -1) : word;
    if (Object.hasOwn(pairs, singular) && pairs[singular]?.has(before)) return singular;
    before = word;
  }
  return null;
}

/** Names whose words are not told apart: `accesstoken`, `csrfmiddlewaretoken`. */
function labelOfJoined(joined: string, last: string): string | null {
  if (last.endsWith('token')) return 'token';
  if (last.endsWith('secret')) return 'secret';
  return inside.find(([part]) => joined.includes(part))?.[1] ?? null;
}

function wordsOf(name: string): string[] {
  const words = name.match(wordPattern)?.map((word) => word.toLowerCase()) ?? [];
  // `cvv2`, `password1`: a number says nothing.
  while (words.length > 1 && /^[0-9]/.test(words.at(-1) ?? '')) words.pop();
  return words;
}

function labelIn(labels: Readonly<Record<string, string>>, word: string): string | null {
  return Object.hasOwn(labels, word) ? (labels[word] ?? null) : null;
}

function labelled(label: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => [word, label]));
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
