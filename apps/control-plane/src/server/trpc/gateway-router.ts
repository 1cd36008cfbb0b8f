import { setBuildHeader, setBuildHeaderInput } from '../services/gateway/set-build-header.ts';
import { setStop, setStopInput } from '../services/gateway/set-stop.ts';
import { procedure, router } from './init.ts';

export const gatewayRouter = router({
  setBuildHeader: procedure
    .input(setBuildHeaderInput)
    .mutation(({ ctx, input }) => setBuildHeader(ctx, input)),
  setStop: procedure.input(setStopInput).mutation(({ ctx, input }) => setStop(ctx, input)),
});
