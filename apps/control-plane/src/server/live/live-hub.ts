import type { LiveHint } from '../../contract.ts';

export interface LiveHub {
  changes: (signal: AbortSignal | undefined) => AsyncGenerator<LiveHint, void, void>;
}
