/** What a text holds of that by which secrets are found: most texts hold too little for any. */
export interface Traits {
  digits: number;
  /** The longest run of letters, digits, `_`, `+` and `-`. */
  word: number;
  hasAt: boolean;
  /** `=` or `:`. */
  hasAssignment: boolean;
  hasPercent: boolean;
  hasMarkup: boolean;
}

const [digit, word, at, assignment, percent, less] = [1, 2, 4, 8, 16, 32];
const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[0-9]/.test(character)) classes[code] = digit | word;
  else if (/[A-Za-z_+-]/.test(character)) classes[code] = word;
}
classes[0x40] = at;
classes[0x3d] = assignment;
classes[0x3a] = assignment;
classes[0x25] = percent;
classes[0x3c] = less;

export function traitsOf(text: string): Traits {
  let [seen, digits, longest, run] = [0, 0, 0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (classes[code] ?? 0) : 0;
    seen |= kind;
    digits += kind & digit;
    if ((kind & word) !== 0) run += 1;
    else {
      if (run > longest) longest = run;
      run = 0;
    }
  }
  return {
    digits,
    word: Math.max(longest, run),
    hasAt: (seen & at) !== 0,
    hasAssignment: (seen & assignment) !== 0,
    hasPercent: (seen & percent) !== 0,
    hasMarkup: (seen & less) !== 0,
  };
}
