/** What stands where a secret was. */
export const redacted = '[redacted]';

const exact = new Set([
  'auth',
  'card',
  'ccnumber',
  'creditcard',
  'cvc',
  'cvc2',
  'cvv',
  'cvv2',
  'iban',
  'jwt',
  'otp',
  'pan',
  'pin',
  'pwd',
  'session',
  'sessionid',
  'sid',
  'signature',
  'ssn',
]);

const parts = [
  'accesskey',
  'apikey',
  'authorization',
  'bearer',
  'cardnumber',
  'credential',
  'passphrase',
  'passwd',
  'password',
  'privatekey',
  'secret',
  'socialsecurity',
];

/** Whether a field, parameter or header of this name holds a secret. Case and separators do not matter. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (exact.has(plain) || plain.endsWith('token')) return true;
  return parts.some((part) => plain.includes(part));
}
