import { parentPort } from 'node:worker_threads';

/** Looks at the clock again and again, and tells each time that it was kept from it. */
const everyMs = 10;
const heldUpMs = 50;
const now = () => performance.timeOrigin + performance.now();
let lastMs = now();
setInterval(() => {
  const [fromMs, toMs] = [lastMs, now()];
  lastMs = toMs;
  if (toMs - fromMs > everyMs + heldUpMs) parentPort?.postMessage([fromMs + everyMs, toMs]);
}, everyMs);
