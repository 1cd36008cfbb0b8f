import { Download } from 'lucide-react';

/** One JSON object a line, straight from the control plane to a file. */
export function DownloadLink({ of, children }: { of: string; children: string }) {
  return (
    <a
      href={`/api/v1/${of}`}
      download
      className="inline-flex items-center gap-1 text-xs font-medium text-candidate hover:underline"
    >
      <Download className="size-3.5" aria-hidden />
      {children}
    </a>
  );
}
