export { FaultyFileSystem, type PlannedFault } from './faulty-file-system.ts';
