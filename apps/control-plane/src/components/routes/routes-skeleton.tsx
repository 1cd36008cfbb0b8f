import { Skeleton } from '../ui/faces.tsx';

export function RoutesSkeleton() {
  return (
    <div role="status" aria-label="Loading routes" className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap gap-x-10 gap-y-3 border-b border-line px-4 py-3">
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <div key={key} className="space-y-1.5">
            <Skeleton className="h-5 w-7" />
            <Skeleton className="h-3 w-16" />
          </div>
        ))}
      </div>
      {['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => (
        <div key={key} className="flex items-center gap-8 border-b border-line px-4 py-4 last:border-b-0">
          <Skeleton className="h-4 w-1/3" />
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-24" />
        </div>
      ))}
    </div>
  );
}
