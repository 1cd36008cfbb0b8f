import { afterEach } from 'vitest';

interface Closable {
  close(): Promise<void>;
}

/** What is handed to it is closed after each test of the file, the newest first. */
export function closeAfterEach(): <T extends Closable>(part: T) => T {
  const parts: Closable[] = [];
  afterEach(async () => {
    for (const part of parts.splice(0).toReversed()) await part.close();
  });
  return (part) => {
    parts.push(part);
    return part;
  };
}
