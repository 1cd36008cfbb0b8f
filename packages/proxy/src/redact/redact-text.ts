import { type Context, deeper, depthMax } from './context.ts';
import { findEmails } from './find-email.ts';
import { findIbans } from './find-iban.ts';
import { findNamed } from './find-named.ts';
import { findCards, findSocialSecurity } from './find-numbers.ts';
import { findJwts, findPrivateKeys, findSchemes, findTokens, findUserInfo } from './find-tokens.ts';
import { type Hit, mergedHits } from './hit.ts';
import { holdsMarkup } from './markup-walk.ts';
import { redactEncodedRuns } from './percent.ts';
import { type Placeholders, placeholderLengthAt } from './placeholders.ts';
import { redactJson } from './redact-json.ts';
import { redactMarkup } from './redact-markup.ts';
import { type Traits, traitsOf } from './traits.ts';

const echoed = /[^\s"'<>,;&()[\]{}|]{8,}/g;

/**
 * A text of any format without what is secret in it: by shape, by the names before values, and what was met as a
 * secret of this delta before. JSON, markup and percent-encoding in it are looked into. Keeps the number of lines.
 */
export function redactText(text: string, context: Context): string {
  if (text.length < 4) return text;
  const echo = context.placeholders.echo(text);
  if (echo !== null) return echo;
  const traits = traitsOf(text);
  if (context.depth < depthMax) {
    const json = looksLikeJson(text) ? redactJson(text, deeper(context)) : null;
    if (json !== null) return json;
    if (traits.hasMarkup && holdsMarkup(text)) return redactMixed(text, traits, context);
  }
  if (!traits.hasPercent || !/%[0-9A-Fa-f]{2}/.test(text)) return redactPlain(text, traits, context);
  const runs = redactEncodedRuns(text, context);
  return redactPlain(runs, runs === text ? traits : traitsOf(runs), context);
}

/** The names of members and the like: by shape only. */
export function redactName(name: string, context: Context): string {
  if (name.length < 4) return name;
  const traits = traitsOf(name);
  if (traits.digits < 4 && !traits.hasAt && traits.word < 15) return name;
  const hits: Hit[] = [];
  findShapes(name, traits, hits);
  return applied(name, hits, context.placeholders);
}

/** Text with markup in it: values after names first, for markup may stand in a value. */
function redactMixed(text: string, traits: Traits, context: Context): string {
  const hits: Hit[] = [];
  if (traits.hasAssignment) findNamed(text, hits);
  const named = applied(text, hits, context.placeholders);
  return redactMarkup(named, deeper(context), 'tolerant') ?? named;
}

function redactPlain(text: string, traits: Traits, { placeholders }: Context): string {
  const hits: Hit[] = [];
  if (traits.hasAssignment) findNamed(text, hits);
  findShapes(text, traits, hits);
  return applied(text, hits, placeholders);
}

function findShapes(text: string, traits: Traits, hits: Hit[]): void {
  if (traits.hasAt) {
    if (traits.hasAssignment) findUserInfo(text, hits);
    findEmails(text, hits);
  }
  if (traits.digits >= 13) findCards(text, hits);
  if (traits.digits >= 9 && text.includes('-')) findSocialSecurity(text, hits);
  if (traits.digits >= 4 && text.length >= 15) findIbans(text, hits);
  if (traits.word < 8) return;
  if (text.length >= 16) findJwts(text, hits);
  if (traits.word >= 15) findTokens(text, hits);
  if (text.length >= 13) findSchemes(text, hits);
  if (traits.word >= 10) findPrivateKeys(text, hits);
}

function applied(text: string, hits: Hit[], placeholders: Placeholders): string {
  if (hits.length === 0) return withoutEchoes(text, placeholders);
  let out = '';
  let copiedTo = 0;
  for (const { start, end, label, value } of mergedHits(hits)) {
    const secret = text.slice(start, end);
    out += withoutEchoes(text.slice(copiedTo, start), placeholders);
    out += sameLines(secret, placeholders.of(label, value ?? secret));
    copiedTo = end;
  }
  return out + withoutEchoes(text.slice(copiedTo), placeholders);
}

/** Words that were met as a secret before. */
function withoutEchoes(text: string, placeholders: Placeholders): string {
  if (text.length < 8 || !placeholders.hasEchoes) return text;
  return text.replace(echoed, (word) => {
    const whole = placeholders.echo(word);
    if (whole !== null || !/[=:./?#]/.test(word)) return whole ?? word;
    return word.replace(/[^=:/?#]{8,}/g, (part) => {
      const trimmed = part.endsWith('.') ? part.slice(0, -1) : part;
      const known = placeholders.echo(trimmed);
      return known === null ? part : known + part.slice(trimmed.length);
    });
  });
}

/** A placeholder over as many lines as what it stands for, so that lines keep their numbers. */
export function sameLines(secret: string, placeholder: string): string {
  if (!secret.includes('\n')) return placeholder;
  return placeholder + '\n'.repeat(secret.split('\n').length - 1);
}

function looksLikeJson(text: string): boolean {
  const first = text.trimStart()[0];
  return (first === '{' || first === '[') && placeholderLengthAt(text, 0) === 0;
}
