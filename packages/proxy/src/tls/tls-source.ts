import type { Logger } from 'pino';
import { readTlsMaterial, reasonOf, type TlsFiles, type TlsMaterial } from './tls-material.ts';

/** How a set of certificate files is, for the admin port. */
export interface TlsSourceState {
  /** `clients`, `legacy`, `candidate` ... */
  name: string;
  expiresAtMs: number | null;
  /** Why the files as they are now are not in force; null where they are. */
  failure: string | null;
}

/** Certificate files, followed as they change: what cannot be used does not replace what is in force. */
export class TlsSource {
  readonly name: string;
  readonly #files: TlsFiles;
  readonly #log: Logger;
  #current: TlsMaterial;
  #failure: string | null = null;
  #onChange: ((material: TlsMaterial) => void) | null = null;

  constructor(name: string, files: TlsFiles, { material, log }: { material: TlsMaterial; log: Logger }) {
    this.name = name;
    this.#files = files;
    this.#current = material;
    this.#log = log;
  }

  /** Another object whenever the files have changed. */
  get current(): TlsMaterial {
    return this.#current;
  }

  get state(): TlsSourceState {
    return { name: this.name, expiresAtMs: this.#current.expiresAtMs, failure: this.#failure };
  }

  onChange(listener: (material: TlsMaterial) => void): void {
    this.#onChange = listener;
  }

  /** Reads the files again and puts them in force if they have changed and can be used. */
  async reload(): Promise<void> {
    const read = await readTlsMaterial(this.#files);
    if (!read.ok) {
      this.#refuse(reasonOf(read.mistakes));
      return;
    }
    const { material } = read;
    if (isSame(material, this.#current)) {
      this.#failure = null;
      return;
    }
    if (material.expiresAtMs !== null && material.expiresAtMs < Date.now()) {
      this.#refuse(`the certificate ended at ${new Date(material.expiresAtMs).toISOString()}`);
      return;
    }
    this.#failure = null;
    this.#current = material;
    this.#onChange?.(material);
    this.#log.info({ certificates: this.name, expiresAt: dateOf(material) }, 'new certificates in force');
  }

  /** Said once for each reason: the files are looked at often. */
  #refuse(reason: string): void {
    if (reason === this.#failure) return;
    this.#failure = reason;
    this.#log.error(
      { certificates: this.name, reason },
      'new certificates cannot be used: the old ones stay',
    );
  }
}

function isSame(a: TlsMaterial, b: TlsMaterial): boolean {
  return (['cert', 'key', 'ca'] as const).every((part) => {
    const [one, other] = [a[part], b[part]];
    return one === undefined || other === undefined ? one === other : one.equals(other);
  });
}

function dateOf({ expiresAtMs }: TlsMaterial): string | null {
  return expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
}
