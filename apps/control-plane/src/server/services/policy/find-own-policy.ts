import { DomainError } from '../../errors/domain-error.ts';
import type { Change } from '../change.ts';

/** An own policy, and the routes that are judged by it. */
export async function findOwnPolicy(change: Change, name: string) {
  const { gatewayId } = change;
  const policy = await change.tx.policy.findUnique({ where: { gatewayId_name: { gatewayId, name } } });
  if (!policy) throw new DomainError('policyNotFound', `There is no policy ${name} of your own.`);
  const routes = await change.tx.route.findMany({
    where: { gatewayId, policy: name, removedAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, method: true, template: true },
  });
  return { policy, routes };
}
