import { limits } from '@delta-guard/protocol';
import { DomainError } from '../../errors/domain-error.ts';

/** Segments as they are on the wire or `:name`, a slash at the end if wanted, or `*` for the rest. */
const template = /^(?:\/(?::[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9\-._~!$&'()+,;=@%]+))*(?:\/|\/\*)?$/;

/** Refuses what a proxy could not match. */
export function checkTemplate(text: string): string {
  if (text.length > limits.pathLengthMax) {
    throw new DomainError('templateInvalid', `A template has at most ${limits.pathLengthMax} characters.`);
  }
  if (!text.startsWith('/') || !template.test(text)) {
    throw new DomainError(
      'templateInvalid',
      'A template is a path such as /accounts/:id: segments of plain characters, :name for a whole segment that varies, * at the end for the rest.',
    );
  }
  return text;
}

/** What a template matches, whatever its parameters are called: two routes of one shape could not be told apart. */
export function shapeOf(checkedTemplate: string): string {
  return checkedTemplate.replaceAll(/:[A-Za-z_][A-Za-z0-9_]*/g, ':');
}
