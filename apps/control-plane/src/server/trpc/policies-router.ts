import { policiesScreen } from '../read-models/policies-screen.ts';
import { createPolicy, createPolicyInput } from '../services/policy/create.ts';
import { editPolicy, editPolicyInput } from '../services/policy/edit.ts';
import { removePolicy, removePolicyInput } from '../services/policy/remove.ts';
import { procedure, router } from './init.ts';

export const policiesRouter = router({
  screen: procedure.query(({ ctx }) => policiesScreen(ctx)),
  create: procedure.input(createPolicyInput).mutation(({ ctx, input }) => createPolicy(ctx, input)),
  edit: procedure.input(editPolicyInput).mutation(({ ctx, input }) => editPolicy(ctx, input)),
  remove: procedure.input(removePolicyInput).mutation(({ ctx, input }) => removePolicy(ctx, input)),
});
