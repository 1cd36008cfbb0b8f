const idPattern = /^[A-Za-z0-9._-]+$/;

/** The id in the path (empty where the template has none), or undefined where the path is another one. */
export function idInPath(template: string, path: string): string | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  let id = '';
  for (const [index, segment] of wanted.entries()) {
    const text = given[index] ?? '';
    if (segment.startsWith(':') && idPattern.test(text)) id = text;
    else if (segment !== text) return undefined;
  }
  return id;
}
