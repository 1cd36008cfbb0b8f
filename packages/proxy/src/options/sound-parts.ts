import { limitsSchema, optionsSchema } from '../options.ts';
import { valueAt } from './mistake.ts';

interface Schema {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false };
}

/** Of options with mistakes, what is right by itself, with defaults for what is not given: enough to see further mistakes. */
export function soundParts(options: unknown): Record<string, unknown> {
  const sound = partsOf(optionsSchema.shape, options);
  sound.limits = partsOf(limitsSchema.shape, valueAt(options, ['limits']));
  for (const name of ['legacy', 'candidate', 'control'] as const) {
    if (name in sound) continue;
    const bare = optionsSchema.shape[name].safeParse({ url: valueAt(options, [name, 'url']) });
    // No more than its address: what else was said of it is not known to be right.
    if (bare.success && bare.data !== undefined) sound[name] = { url: bare.data.url };
  }
  return sound;
}

function partsOf(shape: Readonly<Record<string, Schema>>, options: unknown): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const part = schema.safeParse(valueAt(options, [name]));
    if (part.success && part.data !== undefined) parts[name] = part.data;
  }
  return parts;
}
