import { z } from 'zod';
import { evidenceScreen } from '../read-models/evidence-screen.ts';
import { procedure, router } from './init.ts';

const screenInput = z.strictObject({ evidenceId: z.uuid() });

export const evidenceRouter = router({
  screen: procedure.input(screenInput).query(({ ctx, input }) => evidenceScreen(ctx, input.evidenceId)),
});
