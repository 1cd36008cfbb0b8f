import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { PatternEngine } from '../rule.ts';

/** The engine that the proxy hands in: linear in the text whatever the pattern. */
export const patternEngine: PatternEngine = {
  compile(pattern) {
    try {
      const compiled = RE2JS.compile(pattern);
      return { ok: true, test: (text) => compiled.matches(text) };
    } catch (error) {
      if (!(error instanceof RE2JSSyntaxException)) throw error;
      const position = Math.max(0, pattern.indexOf(error.getPattern() ?? ''));
      return { ok: false, position, message: error.getDescription() };
    }
  },
};
