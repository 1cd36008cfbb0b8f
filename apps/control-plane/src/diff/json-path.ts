const shorthand = /^[A-Za-z_][A-Za-z0-9_]*$/;

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

/** The path of a member, written as the comparison writes it, so that differences find their rows. */
export function memberPath(path: string, name: string): string {
  if (shorthand.test(name)) return `${path}.${name}`;
  return `${path}['${[...name].map(escapeCharacter).join('')}']`;
}

export function elementPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

function escapeCharacter(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `\\u${code.toString(16).padStart(4, '0')}`;
  return code >= 0xd800 && code <= 0xdfff ? `\\u${code.toString(16).toUpperCase()}` : character;
}
