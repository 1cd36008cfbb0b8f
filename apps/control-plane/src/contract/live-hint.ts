/** A hint that something changed; pages ask again for what they show. At most one per topic and second. */
export interface LiveHint {
  topics: ('tallies' | 'deltas' | 'config' | 'instances')[];
  atMs: number;
}
