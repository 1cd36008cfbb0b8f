/** What a link sends and has acked: the spool of a run, or one that a dead run left. */
export interface Outbox {
  readonly id: string;
  /** The lowest seq that is not acked, or the next one where all is. */
  readonly firstSeq: number;
  readonly isEmpty: boolean;
  /** The batch after this seq; null where none can be sent yet. */
  next(afterSeq: number): Promise<{ seq: number; frame: string } | null>;
  /** Lets go of everything up to this seq. */
  ack(seq: number): void;
  /** The control plane will take nothing more of it. */
  sealed(reason: string): Promise<void>;
}
