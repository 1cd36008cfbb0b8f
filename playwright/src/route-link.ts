import type { Locator, Page } from '@playwright/test';

/** The link of a GET route, which is named by method and template. */
export function routeLink(page: Page, template: string): Locator {
  return page.getByRole('link', { name: new RegExp(`^GET\\s*${RegExp.escape(template)}$`) });
}
