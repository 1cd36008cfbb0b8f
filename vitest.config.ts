import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', 'prisma/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/*.long.test.ts', '**/node_modules/**', '**/.next/**'],
    // A test that hangs has to end, however slow the machine: no test is about these bounds.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
});
