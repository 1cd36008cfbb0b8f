import type { TestControlPlane } from './start-test-control-plane.ts';
import type { TestProxy } from './test-proxy.ts';

/** Leaves, and waits until the control plane has noticed. */
export async function leaveSeen(
  control: TestControlPlane,
  proxy: TestProxy,
  instance: string,
): Promise<void> {
  const changes = control.context.live.changes(undefined);
  // Listened for before it can be said.
  let hint = changes.next();
  await proxy.leave();
  for (;;) {
    await hint;
    const { instances } = await control.call.instances.screen.query();
    if (!instances.some((each) => each.instance === instance && each.connected)) break;
    hint = changes.next();
  }
  await changes.return();
}
