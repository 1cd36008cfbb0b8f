/** Headers as they were on the wire: name, value, name, value ... with case, order and repeats kept (latin1). */
export type HeaderList = readonly string[];

/** Values of every field with this name, in order. `lowerName` must be lower-case. */
export function headerValues(headers: HeaderList, lowerName: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (isNamed(headers[at], lowerName)) values.push(headers[at + 1] ?? '');
  }
  return values;
}

/** Value of the first field with this name. `lowerName` must be lower-case. */
export function firstHeader(headers: HeaderList, lowerName: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (isNamed(headers[at], lowerName)) return headers[at + 1];
  }
  return undefined;
}

/** All fields but those with this name. */
export function withoutHeader(headers: HeaderList, name: string): HeaderList {
  const lowerName = name.toLowerCase();
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (!isNamed(headers[at], lowerName)) kept.push(headers[at] ?? '', headers[at + 1] ?? '');
  }
  return kept;
}

function isNamed(name: string | undefined, lowerName: string): boolean {
  return name !== undefined && name.length === lowerName.length && name.toLowerCase() === lowerName;
}
