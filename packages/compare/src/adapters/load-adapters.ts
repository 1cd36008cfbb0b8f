import type { BodyAdapter, BodyAdapters, MarkupKind } from './body-adapter.ts';

/** Loads the parsers for these kinds of markup; hand the result to `compareResponses`. */
export async function loadAdapters(kinds: readonly MarkupKind[]): Promise<BodyAdapters> {
  const loaded: Partial<Record<MarkupKind, BodyAdapter>> = {};
  if (kinds.includes('html')) loaded.html = (await import('./html-adapter.ts')).htmlAdapter;
  if (kinds.includes('xml')) loaded.xml = (await import('./xml-adapter.ts')).xmlAdapter;
  return loaded;
}
