import type { Logger } from 'pino';
import type { UpstreamOptions } from '../options/upstream-options.ts';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { readTlsMaterial, reasonOf, type TlsFiles } from './tls-material.ts';
import { TlsSource, type TlsSourceState } from './tls-source.ts';
import { UpstreamTls } from './upstream-tls.ts';

type UpstreamName = 'legacy' | 'candidate' | 'control';

/** All certificate files of a proxy, looked at again and again so that new ones come in force by themselves. */
export class Certificates {
  readonly #sources: readonly TlsSource[];
  readonly #checkMs: number;
  readonly #upstreams: ReadonlyMap<string, UpstreamTls>;
  #timer: NodeJS.Timeout | null = null;
  #reloading: Promise<void> = Promise.resolve();

  private constructor(sources: readonly TlsSource[], options: ParsedOptions) {
    this.#sources = sources;
    this.#checkMs = options.limits.certificateCheckMs;
    this.#upstreams = new Map(
      upstreamsOf(options).map(([name, { url, tls }]) => [
        name,
        new UpstreamTls(url, tls ?? null, this.#named(name)),
      ]),
    );
  }

  /** Reads all of them. Throws `OptionsError` with every one that cannot be used. */
  static async load(options: ParsedOptions, log: Logger): Promise<Certificates> {
    const mistakes: string[] = [];
    const sources: TlsSource[] = [];
    for (const [name, files] of tlsFiles(options)) {
      const read = await readTlsMaterial(files);
      if (read.ok) sources.push(new TlsSource(name, files, { material: read.material, log }));
      else mistakes.push(`${name === 'clients' ? 'tls' : `${name}.tls`}: ${reasonOf(read.mistakes)}`);
    }
    if (mistakes.length > 0) throw new OptionsError(mistakes);
    for (const [name, { url, tls }] of upstreamsOf(options)) {
      if (tls?.insecure)
        log.warn({ upstream: name, origin: url.origin }, 'TLS to this upstream is not verified');
    }
    return new Certificates(sources, options);
  }

  /** What clients are served with; null where that is plain HTTP. */
  get clients(): TlsSource | null {
    return this.#named('clients');
  }

  /** How an upstream is reached. */
  upstream(name: UpstreamName): UpstreamTls | null {
    return this.#upstreams.get(name) ?? null;
  }

  get states(): readonly TlsSourceState[] {
    return this.#sources.map(({ state }) => state);
  }

  /** Begins to look at the files. */
  start(): void {
    if (this.#sources.length === 0) return;
    this.#timer = setInterval(() => void this.reload(), this.#checkMs);
    this.#timer.unref();
  }

  /** Looks at the files now. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(async () => {
      for (const source of this.#sources) await source.reload();
    });
    return this.#reloading;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #named(name: string): TlsSource | null {
    return this.#sources.find((source) => source.name === name) ?? null;
  }
}

function upstreamsOf({ legacy, candidate, control }: ParsedOptions): [UpstreamName, UpstreamOptions][] {
  const upstreams: [UpstreamName, UpstreamOptions][] = [
    ['legacy', legacy],
    ['candidate', candidate],
  ];
  if (control !== undefined) upstreams.push(['control', control]);
  return upstreams;
}

function tlsFiles(options: ParsedOptions): [string, TlsFiles][] {
  const files: [string, TlsFiles][] = [];
  const { tls } = options;
  if (tls !== undefined) files.push(['clients', { cert: tls.cert, key: tls.key, ca: tls.clientCa }]);
  for (const [name, upstream] of upstreamsOf(options)) {
    const { ca, cert, key } = upstream.tls ?? {};
    if (ca !== undefined || cert !== undefined) files.push([name, { ca, cert, key }]);
  }
  return files;
}
