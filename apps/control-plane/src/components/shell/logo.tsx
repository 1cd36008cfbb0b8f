/** The delta: its left half the legacy, outlined; its right half the candidate. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <path d="M12 3.5 21 20H3Z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" />
      <path
        d="M12 3.5 21 20h-9Z"
        className="fill-candidate stroke-candidate"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
    </svg>
  );
}
