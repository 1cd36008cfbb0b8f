/** What stands where a secret was. */
const placeholder = /\[[a-z]{2,16}(?: #[0-9]{1,9})?\]/y;
const longFrom = 900;

/**
 * The secrets of one delta, numbered as they are met: equal values get the same placeholder wherever they stand, so
 * that people see whether both sides hold the same. Nothing of a value, not even its length, is in its placeholder.
 */
export class Placeholders {
  readonly #byValue = new Map<string, string>();
  /** By the value as markup shows it: runs of blanks are one. */
  readonly #shown = new Map<string, string>();
  readonly #echoes = new Map<string, string>();
  /** Values of which a difference may show only the beginning. */
  readonly #long: string[] = [];
  #count = 0;

  /** `[card #1]`; the label is that of the place where the value was met first. */
  of(label: string, value: string): string {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const made = this.#next(label);
    this.#byValue.set(value, made);
    if (/\s/.test(value)) this.#shown.set(value.trim().replace(/\s+/g, ' '), made);
    if (isTelling(value)) this.#echoes.set(value, made);
    if (value.length >= longFrom) this.#long.push(value);
    return made;
  }

  /** For a value of which only the beginning is there. Without a number where it could be one of several. */
  ofCut(label: string, start: string): string {
    const whole = this.#long.filter((value) => value.startsWith(start));
    const [only] = whole;
    return whole.length === 1 && only !== undefined ? this.of(label, only) : `[${label}]`;
  }

  /** The placeholder of a value that was met as a secret before, null where it was not. */
  known(value: string): string | null {
    return this.#byValue.get(value) ?? this.#shown.get(value) ?? null;
  }

  /** The same for values that cannot well be anything else: an amount that equals a PIN is an amount. */
  echo(value: string): string | null {
    return this.#echoes.get(value) ?? null;
  }

  get hasEchoes(): boolean {
    return this.#echoes.size > 0;
  }

  #next(label: string): string {
    this.#count += 1;
    return `[${label} #${this.#count}]`;
  }
}

/** The length of the placeholder that stands at `at`, 0 where none does. */
export function placeholderLengthAt(text: string, at: number): number {
  if (text[at] !== '[') return 0;
  placeholder.lastIndex = at;
  return placeholder.exec(text)?.[0].length ?? 0;
}

function isTelling(value: string): boolean {
  if (value.length < 8 || /^[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(value)) return false;
  if (/^[0-9]+$/.test(value)) return value.length >= 9;
  return value.length >= 20 || /[^A-Za-z]|[a-z][A-Z]/.test(value);
}
