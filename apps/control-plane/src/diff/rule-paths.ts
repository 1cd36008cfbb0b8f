import { generalisePath } from '@delta-guard/compare';

export interface PathChoice {
  path: string;
  /** What the rule would then cover, in words. */
  words: string;
}

/** The places a rule can be made for from one field, the most useful first. */
export function pathChoices(path: string): PathChoice[] {
  const general = generalisePath(path);
  const last = /\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(path)?.[1];
  const choices: PathChoice[] = [
    ...(general === path ? [] : [{ path: general, words: 'in every element' }]),
    { path, words: general === path ? 'this field' : 'only in this element' },
    ...(last === undefined || path === `$.${last}`
      ? []
      : [{ path: `$..${last}`, words: `every “${last}”, at any depth` }]),
  ];
  return choices;
}
