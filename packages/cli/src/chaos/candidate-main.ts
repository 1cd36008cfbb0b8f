import { candidateOrder, startOrders } from './orders.ts';

/** The candidate of the chaos runs, in a process of its own. */
const server = await startOrders(candidateOrder, Number(process.argv[2] ?? 0));
process.on('disconnect', () => process.exit(0));
process.send?.({ port: Number(new URL(server.url).port) });
