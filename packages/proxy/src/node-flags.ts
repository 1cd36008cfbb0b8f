/**
 * Flags of Node for the proxy: room enough for young objects that those of a request die before they are moved. Costs up
 * to three times as many megabytes, and gave about a tenth more requests per CPU-second (`pnpm bench proxy`).
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=32'];
