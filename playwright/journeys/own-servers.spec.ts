import { expect, type Page, test } from '@playwright/test';
import { answeredBy, untilAnsweredBy } from '../src/answered-by.ts';
import { type OwnPair, startOwnPair } from '../src/own-pair.ts';
import { routeLink } from '../src/route-link.ts';
import { type Stack, startStack } from '../src/stack.ts';

/** The same way with a pair of servers named on the command line, and traffic of one's own. */
let pair: OwnPair;
let stack: Stack;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  pair = await startOwnPair();
  stack = await startStack(['--legacy', pair.legacy, '--candidate', pair.candidate]);
});

test.afterAll(async () => {
  await stack?.stop();
  await pair?.stop();
});

test('own servers are discovered, adopted, proven, promoted and rolled back', async ({ page }) => {
  await page.goto(stack.dashboard);
  await send(30);
  await adopt(page);
  await routeLink(page, '/orders/:id').click();
  await page.getByRole('button', { name: 'Promote to shadow' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to shadow' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Promoted to shadow. Done' })).toBeVisible();
  await send(500);
  const promote = page.getByRole('button', { name: 'Promote to guarded' });
  await expect(promote).toBeEnabled({ timeout: 30_000 });
  await promote.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to guarded' }).click();
  await untilAnsweredBy(stack, { path: '/orders/1', server: 'own-candidate', withinMs: 5_000 });
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  const click = page.getByRole('dialog').getByRole('button', { name: 'Roll back to shadow' }).click();
  const tookMs = await untilAnsweredBy(stack, {
    path: '/orders/1',
    server: 'own-legacy',
    withinMs: 5_000,
    after: click,
  });
  expect(tookMs).toBeLessThan(1_000);
});

async function adopt(page: Page): Promise<void> {
  await page.getByLabel('Adopt with policy').selectOption('trial');
  await page.getByRole('button', { name: 'Adopt GET /orders/:id' }).click();
  await expect(routeLink(page, '/orders/:id')).toBeVisible();
}

async function send(count: number): Promise<void> {
  for (let id = 1; id <= count; id += 1) {
    expect(await answeredBy(stack, `/orders/${id}`)).toBe('own-legacy');
  }
}
