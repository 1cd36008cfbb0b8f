/** Where two JSON texts differ, array places folded to `[*]`. Numbers count by their text: 1.0 is not 1.00. */
export function differingPaths(left: string, right: string): string[] {
  const paths = new Set<string>();
  compare('$', keepNumberText(left), keepNumberText(right), paths);
  return [...paths].toSorted();
}

function keepNumberText(json: string): unknown {
  return JSON.parse(json.replace(/([:[,])(-?\d[\d.]*)(?=[,}\]])/g, '$1{"number":"$2"}'));
}

function compare(path: string, left: unknown, right: unknown, paths: Set<string>): void {
  if (Array.isArray(left) && Array.isArray(right) && left.length === right.length) {
    for (const [index, item] of left.entries()) compare(`${path}[*]`, item, right[index], paths);
  } else if (isRecord(left) && isRecord(right) && !('number' in left) && !('number' in right)) {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compare(`${path}.${name}`, left[name], right[name], paths);
    }
  } else if (JSON.stringify(left) !== JSON.stringify(right)) {
    paths.add(path);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
