import { isSecretName, redacted } from './secret-names.ts';

const assignment = /(["']?)([\w.[\]-]{2,64})\1(\s*[=:]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&;,<>"']+)/g;

/** Replaces what follows a secret name and `=` or `:` in text of no known format. */
export function redactText(text: string): string {
  return text.replace(assignment, (whole: string, quote: string, name: string, between: string) =>
    isSecretName(name) ? `${quote}${name}${quote}${between}${redacted}` : whole,
  );
}
