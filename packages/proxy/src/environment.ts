import { settings, variableName } from './options/settings.ts';

/** What the environment says about options, by the name of the variable. Empty variables count as not set. */
export function environmentOptions(): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const name of [...settings.map(variableName), configVariable]) {
    const value = environmentVariable(name);
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

/** Names the settings file. */
export const configVariable = 'DELTA_GUARD_CONFIG';

/** One variable; an empty one counts as not set. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}
