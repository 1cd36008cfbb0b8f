import path from 'node:path';
import { damaged } from './journal-error.ts';
import { isSegmentName, type Placed, Segment } from './segment.ts';
import { spareName } from './spare-file.ts';
import { TrimMark, trimMarkName } from './trim-mark.ts';

export interface Recovered {
  salt: Buffer;
  segments: Segment[];
  mark: TrimMark;
  /** Bytes behind the last whole record were a write that a crash cut off; they are gone now. */
  torn: boolean;
}

/** Opens what is there, or throws `damaged` before anything was changed. Null where no journal was ever begun. */
export async function recover(place: Placed): Promise<Recovered | null> {
  const names = await place.fs.list(place.directory);
  const segmentNames = names.filter(isSegmentName).sort();
  if (segmentNames.length === 0) {
    await refuseLostSegments(place, names);
    return null;
  }
  const segments: Segment[] = [];
  let mark: TrimMark | null = null;
  try {
    let torn = false;
    for (const [index, name] of segmentNames.entries()) {
      const opened = await Segment.open(place, name, index === segmentNames.length - 1);
      segments.push(opened.segment);
      torn = opened.torn;
    }
    const [first] = segments;
    const last = segments.at(-1);
    if (first === undefined || last === undefined) return null;
    if (!names.includes(trimMarkName)) {
      throw damaged({ file: path.join(place.directory, trimMarkName), offset: 0, what: 'it is missing' });
    }
    mark = await TrimMark.open(place.fs, place.directory, first.salt);
    checkChain(segments, mark.trimmed);
    if (torn) await last.cut();
    await removeUnfinished(place, names);
    return { salt: first.salt, segments, mark, torn };
  } catch (error) {
    await Promise.allSettled([mark?.close(), ...segments.map((segment) => segment.close())]);
    throw error;
  }
}

/** A crash while a journal is begun leaves a mark without a segment; a mark that moved had segments once. */
async function refuseLostSegments({ fs, directory }: Placed, names: readonly string[]): Promise<void> {
  if (!names.includes(trimMarkName)) return removeUnfinished({ fs, directory }, names);
  await removeUnfinished({ fs, directory }, names);
  const file = await fs.open(path.join(directory, trimMarkName), 'existing');
  const second = Buffer.alloc(1);
  const writes = Buffer.alloc(6);
  await file.read(writes, 8);
  await file.read(second, 4096 + 8);
  await file.close();
  if (writes.readUIntLE(0, 6) !== 0 || second[0] !== 0) {
    throw damaged({ file: directory, offset: 0, what: 'its segments are missing' });
  }
  await fs.remove(path.join(directory, trimMarkName));
}

function checkChain(segments: readonly Segment[], trimmed: number): void {
  const [first] = segments;
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return;
  let next = first.base;
  for (const segment of segments) {
    if (!segment.salt.equals(first.salt)) {
      throw damaged({ file: segment.path, offset: 12, what: 'it belongs to another journal' });
    }
    if (segment.base !== next) {
      throw damaged({
        file: segment.path,
        offset: 28,
        what: `records ${next} to ${segment.base - 1} are missing before it`,
      });
    }
    next = segment.nextSequence;
  }
  if (first.base > trimmed + 1) {
    const what = `records ${trimmed + 1} to ${first.base - 1} are missing before it`;
    throw damaged({ file: first.path, offset: 28, what });
  }
  if (trimmed >= next) {
    const what = `records up to ${trimmed} were trimmed once, but it ends with ${next - 1}`;
    throw damaged({ file: last.path, offset: last.bytes, what });
  }
}

/** Files that a crash left before they got their name. */
async function removeUnfinished({ fs, directory }: Placed, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!name.endsWith('.new')) continue;
    const isOurs =
      name === spareName || name === `${trimMarkName}.new` || isSegmentName(name.replace(/\.new$/, ''));
    if (isOurs) await fs.remove(path.join(directory, name));
  }
}
