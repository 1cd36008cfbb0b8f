import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

const bytesMax = 16 * 1024 * 1024;

/** A log file that is moved to `.1` when it is full, so that a part never takes more than twice `bytesMax`. */
export class LogFile {
  readonly path: string;
  #stream: WriteStream;
  #bytes: number;

  constructor(path: string) {
    this.path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.#stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  }

  write(chunk: Buffer): void {
    if (this.#bytes > bytesMax) this.#rotate();
    this.#bytes += chunk.length;
    this.#stream.write(chunk);
  }

  close(): void {
    this.#stream.end();
  }

  #rotate(): void {
    this.#stream.end();
    renameSync(this.path, `${this.path}.1`);
    this.#stream = createWriteStream(this.path, { flags: 'a', mode: 0o600 });
    this.#bytes = 0;
  }
}
