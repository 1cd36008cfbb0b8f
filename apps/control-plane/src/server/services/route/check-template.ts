import { limits } from '@delta-guard/protocol';
import { DomainError } from '../../errors/domain-error.ts';

/** A segment as it is on the wire, `:name`, or `*` at the end. */
const template = /^\/(?:(?::[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9\-._~!$&'()+,;=@%]+)(?:\/(?!$))?)*\/?(?:\*)?$/;

/** Refuses what a proxy could not match. */
export function checkTemplate(text: string): string {
  if (text.length > limits.pathLengthMax) {
    throw new DomainError('templateInvalid', `A template has at most ${limits.pathLengthMax} characters.`);
  }
  if (!template.test(text)) {
    throw new DomainError(
      'templateInvalid',
      'A template is a path such as /accounts/:id: segments of plain characters, :name for one that varies, * at the end for the rest.',
    );
  }
  return text;
}
