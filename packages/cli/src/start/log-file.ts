import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

const bytesMax = 16 * 1024 * 1024;

/**
 * A log file that is moved to `.1` when it is full, so that a part never takes more than twice `bytesMax`. Where it cannot be
 * written, `onTrouble` is told once, lines are lost, and each later one tries it again: a log ends nothing.
 */
export class LogFile {
  readonly path: string;
  readonly #onTrouble: (what: string) => void;
  #stream: WriteStream | null;
  #bytes: number;
  #troubled = false;

  constructor(path: string, onTrouble: (what: string) => void) {
    this.path = path;
    this.#onTrouble = onTrouble;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.#stream = this.#open();
  }

  write(chunk: Buffer): void {
    if (this.#bytes > bytesMax) this.#rotate();
    this.#bytes += chunk.length;
    this.#stream ??= this.#open();
    this.#stream.write(chunk);
  }

  close(): void {
    this.#stream?.end();
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.path, { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => {
      if (this.#stream === stream) this.#stream = null;
      this.#tell(error);
    });
    stream.on('ready', () => {
      this.#troubled = false;
    });
    return stream;
  }

  #rotate(): void {
    this.#stream?.end();
    this.#stream = null;
    this.#bytes = 0;
    try {
      renameSync(this.path, `${this.path}.1`);
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#onTrouble(`${this.path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
