import { readOptions, trafficMessageSchema } from './options.ts';
import { type Demo, startDemo } from './start-demo.ts';

const options = readOptions(process.argv);
// Asked for before anything is open, so that a stop during the start is not missed.
const stopAsked = whenAskedToStop();
try {
  const demo = await startDemo(options);
  announce(demo);
  if (options.traffic !== undefined)
    demo.startTraffic({ target: options.traffic, ratePerSecond: options.rate });
  process.on('message', (message) => obey(demo, message));
  await stopAsked;
  await demo.stop();
} catch (error) {
  console.error(`ledger: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();

/** A second signal ends the process at once, as without a listener. */
function whenAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
  });
}

/** To the parent process where there is one, else to the terminal. */
function announce({ legacyUrl, candidateUrl, controlUrl }: Demo): void {
  if (process.send) process.send({ type: 'ready', legacyUrl, candidateUrl, controlUrl });
  else console.log(`legacy     ${legacyUrl}\ncandidate  ${candidateUrl}\ncontrol    ${controlUrl}`);
}

function obey(demo: Demo, message: unknown): void {
  const asked = trafficMessageSchema.safeParse(message);
  if (asked.success) demo.startTraffic(asked.data);
  else
    console.error(`ledger: a message from the parent was not understood: ${asked.error.issues[0]?.message}`);
}
