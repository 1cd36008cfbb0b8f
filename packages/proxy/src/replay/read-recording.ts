import { access } from 'node:fs/promises';
import { readExportedDeltas } from './exported-deltas.ts';
import { readGoReplay } from './go-replay.ts';
import { readHar } from './har.ts';
import type { ReadShare } from './open-recording.ts';
import { type Recorded, RecordingError } from './recording.ts';

export const recordingFormats = ['har', 'goreplay', 'deltas'] as const;
export type RecordingFormat = (typeof recordingFormats)[number];

const readers: Record<RecordingFormat, (file: string, share: ReadShare) => AsyncGenerator<Recorded>> = {
  har: readHar,
  goreplay: readGoReplay,
  deltas: readExportedDeltas,
};

const endings: readonly [ending: RegExp, format: RecordingFormat][] = [
  [/\.har$/i, 'har'],
  [/\.(?:gor|gor\.gz|gz)$/i, 'goreplay'],
  [/\.(?:ndjson|jsonl)(?:\.gz)?$/i, 'deltas'],
];

export interface Recording {
  requests: AsyncGenerator<Recorded>;
  share: ReadShare;
}

/** The requests of a recording. The format is told by the file's name unless it is given. */
export async function readRecording(file: string, given?: RecordingFormat): Promise<Recording> {
  const format = given ?? formatOf(file);
  try {
    await access(file);
  } catch {
    throw new RecordingError(`${file} cannot be read`);
  }
  const share: ReadShare = { now: () => 0 };
  return { requests: readers[format](file, share), share };
}

function formatOf(file: string): RecordingFormat {
  // The compressed export ends in .gz too, so that the longer endings come first.
  const known = [...endings].reverse().find(([ending]) => ending.test(file));
  if (known !== undefined) return known[1];
  throw new RecordingError(
    `${file}: the format cannot be told by the name; say --format ${recordingFormats.join(', ')}`,
  );
}
