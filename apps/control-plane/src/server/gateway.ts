import type { Database } from '@delta-guard/db';

/** The gateway that this control plane serves, made at its first start. */
export async function openGateway(db: Database, slug: string): Promise<string> {
  await db.gateway.createMany({ data: [{ slug }], skipDuplicates: true });
  const { id } = await db.gateway.findUniqueOrThrow({ where: { slug }, select: { id: true } });
  return id;
}
