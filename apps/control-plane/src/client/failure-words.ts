import type { UpstreamFailure } from '@delta-guard/protocol';

/** What became of a candidate that gave no answer, for people. */
export function failureWords(failure: UpstreamFailure['failure']): string {
  switch (failure) {
    case 'refused':
      return 'Connection refused';
    case 'reset':
      return 'Connection reset';
    case 'timeout':
      return 'No answer in time';
  }
}
