import clsx from 'clsx';
import { formatCount } from '../../client/format.ts';
import type { HexByte, HexPreview } from '../../diff/hex-rows.ts';
import { Button } from '../ui/button.tsx';

interface HexViewProps {
  preview: HexPreview;
  legacyBytes: number;
  candidateBytes: number;
  onIgnore: (anchor: HTMLElement) => void;
}

export function HexView({ preview, legacyBytes, candidateBytes, onIgnore }: HexViewProps) {
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5 text-xs text-ink-2">
        <p>
          Not text: {formatCount(legacyBytes)} bytes from the legacy, {formatCount(candidateBytes)} from the
          candidate
          {preview.firstDifference === null
            ? '.'
            : `; the first byte that differs is at offset ${formatCount(preview.firstDifference)}.`}
        </p>
        <Button
          data-difference=""
          size="sm"
          className="ml-auto"
          onClick={(event) => onIgnore(event.currentTarget)}
        >
          Ignore this body
        </Button>
      </div>
      <div className="overflow-x-auto">
        <table className="w-full font-mono text-xs">
          <thead className="sr-only">
            <tr>
              <th scope="col">Offset</th>
              <th scope="col">Legacy</th>
              <th scope="col">Candidate</th>
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.offset}>
                <td className="px-3 py-0.5 text-ink-3">{row.offset}</td>
                <HexCell bytes={row.legacy} offset={row.offset} />
                <HexCell bytes={row.candidate} offset={row.offset} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function HexCell({ bytes, offset }: { bytes: readonly HexByte[]; offset: string }) {
  return (
    <td className="border-l border-line px-3 py-0.5 whitespace-nowrap">
      {bytes.map((byte, at) => (
        <span
          key={`${offset}-${at.toString()}`}
          className={clsx('mr-1.5', byte.differs && 'bg-differ-strong font-semibold')}
        >
          {byte.text}
        </span>
      ))}
    </td>
  );
}
