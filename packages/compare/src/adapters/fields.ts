/** Fields with their JSON as one object; a field that is repeated holds an array, in order. */
export function fieldsToJson(fields: readonly (readonly [string, string])[]): string {
  const byName = new Map<string, string[]>();
  for (const [name, json] of fields) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [json]);
    else known.push(json);
  }
  const members = [...byName].map(([name, values]) => {
    const value = values.length === 1 ? values.join() : `[${values.join(',')}]`;
    return `${JSON.stringify(name)}:${value}`;
  });
  return `{${members.join(',')}}`;
}
