interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Replacements in a text, noted in their order; a slot may be filled in later. */
export class Edits {
  readonly #edits: Edit[] = [];

  add(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** A place whose replacement is not known yet; it stays as it is until the answer is called. */
  slot(start: number, end: number, original: string): (text: string) => void {
    const edit = { start, end, text: original };
    this.#edits.push(edit);
    return (text) => {
      edit.text = text;
    };
  }

  /** The text up to `end` with what was noted. */
  applied(text: string, end = text.length): string {
    if (this.#edits.length === 0) return end === text.length ? text : text.slice(0, end);
    let out = '';
    let copiedTo = 0;
    for (const edit of this.#edits) {
      out += text.slice(copiedTo, edit.start) + edit.text;
      copiedTo = edit.end;
    }
    return out + text.slice(copiedTo, Math.max(copiedTo, end));
  }
}
