import { expect, type Locator, type Page, test } from '@playwright/test';
import { answeredBy, untilAnsweredBy } from '../src/answered-by.ts';
import { routeLink } from '../src/route-link.ts';
import { type Stack, startStack } from '../src/stack.ts';

/** The whole way on the real stack: one sample, one operator, one browser. */
test.describe.configure({ mode: 'serial' });

const candidate = 'ledger-candidate/1.0';
const legacy = 'ledger-legacy/4.2';

let stack: Stack;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  stack = await startStack(['--rate', '90']);
  page = await browser.newPage();
});

test.afterAll(async () => {
  await page?.close();
  await stack?.stop();
});

function rowOf(template: string): Locator {
  return page.getByRole('row').filter({ has: routeLink(page, template) });
}

async function openRoute(template: string): Promise<void> {
  await page.goto(stack.dashboard);
  await rowOf(template).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(template);
}

test('a route with mismatches is in view, and a delta shows the lost time zone side by side', async () => {
  await page.goto(stack.dashboard);
  await expect(rowOf('/accounts/:id/transactions')).toContainText('Failing');
  await openRoute('/accounts/:id/transactions');
  await page.getByRole('link', { name: /\$\.transactions\[\*\]\.bookedAt/ }).click();
  await page
    .getByRole('link', { name: /^\/accounts\/\d+\/transactions$/ })
    .first()
    .click();
  const field = page.getByRole('button', { name: /bookedAt: value, time zone differs/ }).first();
  await expect(field).toHaveAccessibleName(
    /legacy "\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0[12]:00", candidate "\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"/,
  );
  await expect(field).toBeVisible();
});

test('amounts that became strings are told as such, and a stale balance as another value', async () => {
  const found = page.getByRole('region', { name: 'Differences', exact: true });
  await openRoute('/accounts/:id');
  await expect(found.getByRole('listitem').filter({ hasText: '$.balance' })).toContainText(
    'number as string',
  );
  await openRoute('/accounts/:id/balance');
  await expect(found.getByRole('listitem').filter({ hasText: '$.balance' })).toContainText('value');
});

test('a click on the random request id ignores it, and the new epoch of the route runs clean', async () => {
  await openRoute('/statements/:id');
  const evidence = page.getByRole('region', { name: 'Evidence', exact: true });
  await expect(evidence).toContainText('epoch 1');
  await page.getByRole('link', { name: /\$\.requestId/ }).click();
  await page
    .getByRole('link', { name: /^\/statements\// })
    .first()
    .click();
  await page.getByRole('button', { name: /^\$\.requestId: / }).click();
  const popover = page.getByRole('dialog', { name: 'Field' });
  await popover.getByLabel(/Reason/).fill('random in each answer');
  await popover.getByRole('button', { name: 'Ignore on this route' }).click();
  await expect(popover).toBeHidden();

  await openRoute('/statements/:id');
  await expect(evidence).toContainText('epoch 2');
  const figures = page.getByRole('region', { name: 'Evidence', exact: true });
  const comparisons = async () => Number((await figureOf(figures, 'Comparisons')).replaceAll(',', ''));
  await expect.poll(comparisons, { timeout: 60_000 }).toBeGreaterThan(100);
  expect(await figureOf(figures, 'Mismatches')).toBe('0');
  await page.goto(`${stack.dashboard}/rules`);
  const rule = page.getByRole('listitem').filter({ hasText: '$.requestId' });
  await expect(rule).toContainText('random in each answer');
  await expect(rule).toContainText(/[1-9]\d*\s*hits/);
});

test('the right route is promoted when its gate opens, and the candidate answers from then on', async () => {
  await openRoute('/rates');
  expect(await answeredBy(stack, '/rates')).toBe(legacy);
  await promote(page, /^Promote to guarded$/, /only where it equals the legacy’s/);
  await untilAnsweredBy(stack, { path: '/rates', server: candidate, withinMs: 30_000 });
  expect(await answeredBy(stack, '/accounts/1001')).toBe(legacy);
});

test('canary wants a sticky key and goes step by step, and live answers every client', async () => {
  await expect(page.locator('#promote-refusal')).toContainText('needs a sticky key', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Change settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Sticky key').selectOption('header');
  await dialog.locator('#sticky-name').fill('x-client');
  await dialog.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('region', { name: 'Settings' })).toContainText('header x-client');
  for (const percent of [1, 5, 25, 50]) {
    const step = new RegExp(`^Promote to canary, ${percent}\\s%`);
    await promote(page, step, new RegExp(`The candidate for ${percent}\\s%`));
  }
  expect(await answeredBy(stack, '/rates')).toBe(legacy);
  await promote(page, /^Promote to live$/, 'From now on the candidate');
  await untilAnsweredBy(stack, { path: '/rates', server: candidate, withinMs: 30_000 });
});

test('the evidence of a promotion is kept, to be read and downloaded', async () => {
  await page.getByRole('link', { name: 'Evidence of the move from canary to live' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Promotion from canary to live');
  await expect(page.getByRole('region', { name: 'Gate' })).toContainText('every condition was met');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download JSON' }).click();
  expect((await download).suggestedFilename()).toMatch(/^evidence-.*\.json$/);
  await page.goBack();
});

test('one click takes it back: the legacy answers within a second', async () => {
  await page.getByRole('button', { name: 'Roll back', exact: true }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Roll back to shadow' });
  await expect(page.getByRole('dialog')).toContainText('From now on the legacy again');
  const inForce = untilAnsweredBy(stack, {
    path: '/rates',
    server: legacy,
    withinMs: 30_000,
    after: confirm.click(),
  });
  expect(await inForce).toBeLessThan(1_000);
  await expect(page.getByRole('status').filter({ hasText: 'Rolled back to shadow. Done' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Evidence', exact: true })).toContainText('epoch 2');
  await expect(page.getByRole('button', { name: 'Promote to guarded' })).toBeDisabled();
  await expect(page.getByRole('region', { name: 'History' })).toContainText('from live to shadow');
});

test('a rollback by the guard is said on every page until it is acknowledged', async () => {
  await openRoute('/accounts/:id/transactions');
  await page.getByRole('button', { name: 'Promote anyway' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('to see the guard act');
  await dialog.getByRole('button', { name: /against the gate$/ }).click();
  const note = page.getByRole('region', { name: 'Overrides' });
  await expect(note).toContainText(/Rolled back to shadow by guard@/, { timeout: 60_000 });
  await page.goto(`${stack.dashboard}/rules`);
  const alerts = page.getByRole('region', { name: 'Rollbacks by the guard' });
  await expect(alerts).toContainText(/The guard took GET \/accounts\/:id\/transactions back to shadow/);
  await alerts.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(alerts).toBeEmpty();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Add rule' }).first()).toBeEnabled();
  await expect(alerts).toBeEmpty();
});

test('traffic that no route matches is adopted with one click', async () => {
  await page.goto(stack.dashboard);
  await page.getByRole('button', { name: 'Adopt GET /branches/:id' }).click();
  await expect(rowOf('/branches/:id')).toContainText('off');
});

test('a rule can be added, changed, switched off and deleted', async () => {
  await page.goto(`${stack.dashboard}/rules`);
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/path/i).fill('$.asOf[');
  await dialog.getByLabel(/reason/i).fill('set by the clock');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toContainText(/position|character|column/i);
  await dialog.getByLabel(/path/i).fill('$.asOf');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toBeHidden();
  const rule = page.getByRole('listitem').filter({ hasText: '$.asOf' });
  await rule.getByRole('button', { name: /^Edit the rule/ }).click();
  await dialog.getByLabel(/reason/i).fill('set by the clock of each side');
  await dialog.getByRole('button', { name: /save/i }).click();
  await expect(rule).toContainText('set by the clock of each side');
  await rule.getByRole('switch').click();
  await expect(dialog).toContainText('A new epoch begins on every route');
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(rule.getByRole('switch')).not.toBeChecked();
  await rule.getByRole('button', { name: /^Delete the rule/ }).click();
  await dialog.getByRole('button', { name: /delete/i }).click();
  await expect(rule).toHaveCount(0);
});

test('the instance that serves it is in view with the revision it obeys', async () => {
  await page.goto(`${stack.dashboard}/instances`);
  await expect(page.getByRole('main')).toContainText('connected');
});

/** Confirms a promotion whose gate opens in time, and waits until every instance has it. */
async function promote(page: Page, name: RegExp, words: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name });
  await expect(button).toBeEnabled({ timeout: 120_000 });
  await button.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(words);
  await dialog.getByRole('button', { name }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Promoted to .* Done/ })).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
}

async function figureOf(region: Locator, term: string): Promise<string> {
  const pair = region.locator('dl > div').filter({ has: page.getByText(term, { exact: true }) });
  return ((await pair.getByRole('definition').textContent()) ?? '').trim();
}

test('no page is wider than a phone, neither while it loads nor after', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const loads = Promise.withResolvers<void>();
  await page.route('**/api/trpc/**', async (route) => {
    await loads.promise;
    await route.continue();
  });
  const tooWidePx = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.goto(stack.dashboard);
  await expect(page.getByLabel('Loading routes')).toBeVisible();
  expect(await tooWidePx()).toBe(0);
  loads.resolve();
  await expect(routeLink(page, '/rates').first()).toBeVisible();
  expect(await tooWidePx()).toBe(0);
  for (const name of ['Rules', 'Instances', 'Policies', 'Storage']) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    expect(await tooWidePx()).toBe(0);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
