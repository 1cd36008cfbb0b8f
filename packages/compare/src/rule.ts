/** Where a rule applies inside a response. A body path is an RFC 9535 query. */
export type RulePlace =
  | { in: 'body'; path: string }
  | { in: 'header'; name: string }
  | { in: 'cookie'; name: string }
  | { in: 'status' };

/** What a rule does at its place. */
export type RuleAction =
  | { do: 'ignore' }
  | { do: 'tolerance'; absolute?: number | undefined; relative?: number | undefined }
  | { do: 'sameInstant'; withinMs: number }
  | { do: 'unordered'; key?: string | undefined }
  | { do: 'nullEqualsAbsent' }
  | { do: 'caseInsensitive' }
  | { do: 'pattern'; pattern: string }
  | { do: 'coerceType' }
  | { do: 'equalText' }
  | { do: 'sameClass' };

/** A rule as a proxy needs it: whom it binds, where, and what it does. `routeId` null binds all routes. */
export interface Rule {
  id: string;
  routeId: string | null;
  place: RulePlace;
  action: RuleAction;
}

/** An engine for the patterns of operators; must run in time linear in the text (RE2 or alike). */
export interface PatternEngine {
  compile(
    pattern: string,
  ): { ok: true; test(text: string): boolean } | { ok: false; position: number; message: string };
}
