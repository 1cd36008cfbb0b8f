import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const installedPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium that is on this machine: named by CHROMIUM_PATH, Playwright's own, or the system's. */
export function findBrowser(): string | null {
  const places = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...installedPlaces];
  return places.find((place) => place && existsSync(place)) ?? null;
}
