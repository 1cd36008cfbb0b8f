import type { Delta } from '@delta-guard/protocol';

/** What a sample without whole bodies shows of them, and what it does not. */
export function reducedWords({
  bodies,
  differences,
  differencesTotal,
  candidate,
}: Pick<Delta, 'bodies' | 'differences' | 'differencesTotal' | 'candidate'>): string {
  const inBody = differences.some(({ place }) => place === 'body');
  if ('failure' in candidate) {
    return 'The legacy’s body was not kept: of bodies this sample keeps only what differs, and there was nothing to compare it with.';
  }
  if (!inBody) {
    return differencesTotal > differences.length
      ? 'The bodies were not kept, and of more differences than are kept none is shown of them.'
      : 'The bodies were not kept: they do not differ in what counts.';
  }
  return bodies === 'none'
    ? 'Of the bodies only where and how they differ was kept, and no value. ⋯ stands for what is equal, if there is anything.'
    : 'Of the bodies only what differs was kept. ⋯ stands for what is equal, if there is anything: it was not kept.';
}
