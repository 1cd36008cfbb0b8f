import type { PatternEngine } from '@delta-guard/compare';
import { RE2JS } from 're2js';

/** Patterns of operators in RE2 syntax: linear in the text, so that none of them can stall the proxy. */
export const patternEngine: PatternEngine = {
  compile(pattern) {
    try {
      const compiled = RE2JS.compile(pattern);
      return { ok: true, test: (text) => compiled.test(text) };
    } catch (error) {
      return { ok: false, position: 0, message: error instanceof Error ? error.message : String(error) };
    }
  },
};
