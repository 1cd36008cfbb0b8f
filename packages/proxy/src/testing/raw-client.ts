import net, { type Socket } from 'node:net';

/** A client that sends exact bytes and keeps exact bytes. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#notify();
    });
    socket.on('error', () => this.#end());
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
  }

  static async connect(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const socket = net.connect({ port, host: '127.0.0.1', ...options });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket);
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  get text(): string {
    return this.#received.toString('latin1');
  }

  get ended(): boolean {
    return this.#ended;
  }

  until(condition: (text: string) => boolean): Promise<string> {
    return this.#when(() => condition(this.text));
  }

  /** Everything up to the end of the connection. */
  untilClosed(): Promise<string> {
    return this.#when(() => this.#ended);
  }

  #when(condition: () => boolean): Promise<string> {
    if (condition()) return Promise.resolve(this.text);
    return new Promise((resolve) => {
      const watch = () => {
        if (!condition()) return;
        this.#watchers.delete(watch);
        resolve(this.text);
      };
      this.#watchers.add(watch);
    });
  }

  #end(): void {
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}

/** Sends bytes and returns all that comes until the server closes. */
export async function exchangeRaw(port: number, request: string): Promise<string> {
  const client = await RawClient.connect(port);
  client.send(request);
  const text = await client.untilClosed();
  client.socket.destroy();
  return text;
}
