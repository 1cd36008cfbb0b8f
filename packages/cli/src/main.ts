import { requireNode } from './require-node.ts';

requireNode(process.versions.node, 24);
const { runProgram } = await import('./program.ts');
await runProgram(process.argv);
