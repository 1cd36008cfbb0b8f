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

const segment = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/gy;

/** Names and indexes of a path as the comparison writes it, from the root; null for one that says something else. */
export function pathSegments(path: string): (string | number)[] | null {
  if (!path.startsWith('$')) return null;
  const segments: (string | number)[] = [];
  let end = 1;
  segment.lastIndex = end;
  for (let found = segment.exec(path); found !== null; found = segment.exec(path)) {
    const [whole, short, index, quoted] = found;
    segments.push(short ?? (index === undefined ? unescapeName(quoted ?? '') : Number(index)));
    end += whole.length;
  }
  return end === path.length ? segments : null;
}

function unescapeName(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, code?: string, character?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return characters[whole] ?? character ?? '';
  });
}

const characters: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(escapes).map(([character, written]) => [written, character]),
);
