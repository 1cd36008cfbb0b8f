import type { PatternEngine } from '@delta-guard/compare';
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Patterns of operators in RE2 syntax, judged here as the proxies judge them: linear in the text. */
export const patternEngine: PatternEngine = {
  compile(pattern) {
    try {
      const compiled = RE2JS.compile(pattern);
      return { ok: true, test: (text) => compiled.test(text) };
    } catch (error) {
      return { ok: false, ...whatIsWrong(pattern, error) };
    }
  },
};

/** The engine names the part that is wrong and not where it stands; its place is told only where there is no doubt. */
function whatIsWrong(pattern: string, error: unknown): { position: number; message: string } {
  if (!(error instanceof RE2JSSyntaxException)) {
    return { position: 0, message: error instanceof Error ? error.message : 'it is not a pattern' };
  }
  const part = error.getPattern();
  if (!part) return { position: 0, message: error.getDescription() };
  const position = pattern.indexOf(part);
  const onlyThere = position > 0 && pattern.indexOf(part, position + 1) < 0;
  return { position: onlyThere ? position : 0, message: `${error.getDescription()} in “${part}”` };
}
