import type { PatternEngine } from '@delta-guard/compare';
import { useQuery } from '@tanstack/react-query';

/** The engine of the proxies, fetched once a rule needs it; undefined until it is there. */
export function usePatternEngine(wanted: boolean): PatternEngine | undefined {
  const { data } = useQuery({
    queryKey: ['pattern engine'],
    queryFn: async () => (await import('../pattern-engine.ts')).patternEngine,
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });
  return data;
}
