import type { Context } from './context.ts';
import { placeholderLengthAt } from './placeholders.ts';
import { redactName } from './redact-text.ts';

/** A word or a few: what programs call their fields, not what people keep secret. */
const plainName = /^[A-Za-z_$@][A-Za-z_$@ .:-]{0,39}[0-9]{0,3}$/;

/**
 * The name of a member without what is secret in it: as it is, or one placeholder. Inside a secret, a name that is no
 * plain word is one too.
 */
export function redactMemberName(name: string, isInSecret: boolean, context: Context): string {
  const { placeholders } = context;
  if (isInSecret && name.length >= 4 && !plainName.test(name)) return placeholders.of('name', name);
  const safe = redactName(name, context);
  if (safe === name || placeholderLengthAt(safe, 0) === safe.length) return safe;
  return placeholders.of('name', name);
}
