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
  await adopt(page, '/orders/:id');
  await routeLink(page, '/orders/:id').click();
  await page.getByRole('button', { name: 'Promote to shadow' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to shadow' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Promoted to shadow. Done' })).toBeVisible();
  await send(500);
  const promote = page.getByRole('button', { name: 'Promote to guarded' });
  await expect(promote).toBeEnabled({ timeout: 120_000 });
  await promote.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to guarded' }).click();
  await untilAnsweredBy(stack, { path: '/orders/1', server: 'own-candidate', withinMs: 30_000 });
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  const click = page.getByRole('dialog').getByRole('button', { name: 'Roll back to shadow' }).click();
  const tookMs = await untilAnsweredBy(stack, {
    path: '/orders/1',
    server: 'own-legacy',
    withinMs: 30_000,
    after: click,
  });
  expect(tookMs).toBeLessThan(1_000);
});

test('a sample shows what differs, says that the rest was not kept, and is enough to try a rule on', async ({
  page,
}) => {
  await page.goto(stack.dashboard);
  await send(10, '/parcels');
  await adopt(page, '/parcels/:id');
  await routeLink(page, '/parcels/:id').click();
  await page.getByRole('button', { name: 'Promote to shadow' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to shadow' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Promoted to shadow. Done' })).toBeVisible();
  await send(10, '/parcels');
  await page.getByRole('link', { name: /\$\.by/ }).click();
  await page
    .getByRole('link', { name: /^\/parcels\/\d+$/ })
    .first()
    .click();
  await expect(page.getByText('Of the bodies only what differs was kept.')).toBeVisible();
  await expect(page.getByTestId('body-diff')).not.toContainText('items');
  await page
    .getByRole('button', { name: /by: value.* legacy "own-legacy", candidate "own-candidate"/ })
    .click();
  await expect(page.getByText(/^All \d+ stored samples would become matches\.$/)).toBeVisible();
});

async function adopt(page: Page, template: string): Promise<void> {
  await page.getByLabel('Adopt with policy').selectOption('trial');
  await page.getByRole('button', { name: `Adopt GET ${template}` }).click();
  await expect(routeLink(page, template)).toBeVisible();
}

async function send(count: number, path = '/orders'): Promise<void> {
  for (let id = 1; id <= count; id += 1) {
    expect(await answeredBy(stack, `${path}/${id}`)).toBe('own-legacy');
  }
}
