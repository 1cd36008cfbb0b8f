import { type NameOf, OptionsError, type ParsedOptions, readOptions } from '../options.ts';
import { namedMistakes } from './named-files.ts';
import { relatedMistakes } from './related-options.ts';
import { flagKey, flagName, type Setting, settings, variableName } from './settings.ts';
import type { SettingsFile } from './settings-file.ts';
import { soundParts } from './sound-parts.ts';

export interface GivenOptions {
  /** By the name of the flag as the command line's parser gives it, as `controlUrl`. */
  flags: Readonly<Record<string, unknown>>;
  /** By the name of the variable. */
  environment: ReadonlyMap<string, string>;
  /** YAML file, or null. */
  configFile: string | null;
}

export interface GatheredOptions {
  options: ParsedOptions;
  /** As they were given, fit for JSON; `parseOptions` makes the same of them. */
  values: unknown;
}

/** Options from flags, the environment and the file; the first that gives a value wins. Throws `OptionsError` with every mistake. */
export async function gatherOptions(given: GivenOptions): Promise<GatheredOptions> {
  const file = given.configFile === null ? null : await readFile(given.configFile);
  const values: Record<string, unknown> = structuredClone(file?.values ?? {});
  const overridden: Setting[] = [];
  for (const setting of settings) {
    const value = given.flags[flagKey(setting)] ?? given.environment.get(variableName(setting));
    if (value === undefined) continue;
    overridden.push(setting);
    put(values, setting.path, value);
  }
  const options = await withoutMistakes(values, (path) => nameOf(path, file, overridden));
  return { options, values };
}

/** Mistakes of all kinds are told together: none has to be mended before another is seen. */
async function withoutMistakes(values: unknown, name: NameOf): Promise<ParsedOptions> {
  const read = readOptions(values, name);
  const sound = read.ok ? read.options : soundParts(values);
  const more = [...relatedMistakes(sound, values), ...(await namedMistakes(values))];
  const mistakes = more.map(({ path, message }) => `${name(path)}: ${message}`);
  if (read.ok && mistakes.length === 0) return read.options;
  const all = [...(read.ok ? [] : read.mistakes), ...mistakes];
  throw new OptionsError([...new Set(all)].toSorted((a, b) => lineOf(a) - lineOf(b)));
}

/** 0 where a mistake stands in no file: flags come first. */
function lineOf(mistake: string): number {
  return Number(/^[^ ]+?:(\d+): /.exec(mistake)?.[1] ?? 0);
}

/** What reads YAML is loaded where there is some: a worker that begins has no time to lose. */
async function readFile(name: string): Promise<SettingsFile> {
  const { readSettingsFile } = await import('./settings-file.ts');
  return readSettingsFile(name);
}

/** How an option is called where it was given, or where it could have been. */
function nameOf(
  path: readonly PropertyKey[],
  file: SettingsFile | null,
  overridden: readonly Setting[],
): string {
  const setting = settingAt(path, overridden);
  if (setting !== undefined) return commandName(setting);
  const line = file?.lineOf(path) ?? null;
  if (file !== null && line !== null) return `${file.name}:${line}: ${path.map(String).join('.')}`;
  const missing = settingAt(path, settings);
  return missing === undefined ? path.map(String).join('.') : commandName(missing);
}

/** A mistake may be told at, above or below the place that was given. */
function settingAt(path: readonly PropertyKey[], among: readonly Setting[]): Setting | undefined {
  return among.find((setting) => setting.path.every((key, at) => at >= path.length || path[at] === key));
}

function commandName(setting: Setting): string {
  return `${flagName(setting)} (or ${variableName(setting)})`;
}

/** Sets a value; `legacy: URL` in the file is the short form of `legacy: {url: URL}`. */
function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    values[key] = value;
    return;
  }
  const inner = values[key];
  const record = isRecord(inner) ? inner : {};
  values[key] = record;
  put(record, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
