import type { Hello } from '@delta-guard/protocol';
import type { TestControlPlane } from './start-test-control-plane.ts';
import { TestProxy } from './test-proxy.ts';

/** A proxy that has reported its health, so that it holds no gate shut. */
export async function joinHealthy(
  control: TestControlPlane,
  instance = 'healthy',
  hello: Partial<Hello> = {},
): Promise<TestProxy> {
  const proxy = await TestProxy.join(control, { instance, ...hello });
  const changes = control.context.live.changes(undefined);
  proxy.pulse();
  for (;;) {
    await changes.next();
    const { instances } = await control.call.instances.screen.query();
    if (instances.some((each) => each.instance === instance && each.connected && each.health)) break;
  }
  await changes.return();
  return proxy;
}
