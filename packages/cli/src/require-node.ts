/** Stops the process with one line where the runtime is older than the parts need. */
export function requireNode(version: string, major: number): void {
  if (Number(version.split('.')[0]) >= major) return;
  console.error(
    `delta-guard: Node ${major} or later is needed, this is ${version}. ` +
      'Where a pinned runtime exists for your platform, `npx pnpm@12 start` brings it along; else install Node 24.',
  );
  process.exit(1);
}
