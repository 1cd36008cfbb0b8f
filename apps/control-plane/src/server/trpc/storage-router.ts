import { storageScreen } from '../read-models/storage-screen.ts';
import { discardInput, discardQuarantined } from '../services/quarantine/discard.ts';
import { quarantinedPlace } from '../services/quarantine/find-quarantined.ts';
import { storeAgain } from '../services/quarantine/store-again.ts';
import { storeAllAgain } from '../services/quarantine/store-all-again.ts';
import { procedure, router } from './init.ts';

export const storageRouter = router({
  screen: procedure.query(({ ctx }) => storageScreen(ctx)),
  storeAgain: procedure.input(quarantinedPlace).mutation(({ ctx, input }) => storeAgain(ctx, input)),
  storeAllAgain: procedure.mutation(({ ctx }) => storeAllAgain(ctx)),
  discard: procedure.input(discardInput).mutation(({ ctx, input }) => discardQuarantined(ctx, input)),
});
