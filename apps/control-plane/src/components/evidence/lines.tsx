import type { ReactNode } from 'react';

export interface Line {
  name: string;
  value: ReactNode;
}

/** Names and values, one under the other: to be read on paper too. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <dl className="divide-y divide-line">
      {lines.map(({ name, value }) => (
        <div key={name} className="grid gap-x-4 px-4 py-2 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
