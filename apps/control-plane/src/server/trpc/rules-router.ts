import { rulePreview, rulePreviewInput } from '../read-models/rule-preview.ts';
import { ruleSuggestions, ruleSuggestionsInput } from '../read-models/rule-suggestions.ts';
import { rulesScreen } from '../read-models/rules-screen.ts';
import { addRule, addRuleInput } from '../services/rule/add.ts';
import { editRule, editRuleInput } from '../services/rule/edit.ts';
import { removeRule, removeRuleInput } from '../services/rule/remove.ts';
import { setRuleEnabled, setRuleEnabledInput } from '../services/rule/set-enabled.ts';
import { procedure, router } from './init.ts';

export const rulesRouter = router({
  screen: procedure.query(({ ctx }) => rulesScreen(ctx)),
  preview: procedure.input(rulePreviewInput).query(({ ctx, input }) => rulePreview(ctx, input)),
  suggestions: procedure.input(ruleSuggestionsInput).query(({ ctx, input }) => ruleSuggestions(ctx, input)),
  add: procedure.input(addRuleInput).mutation(({ ctx, input }) => addRule(ctx, input)),
  edit: procedure.input(editRuleInput).mutation(({ ctx, input }) => editRule(ctx, input)),
  setEnabled: procedure.input(setRuleEnabledInput).mutation(({ ctx, input }) => setRuleEnabled(ctx, input)),
  remove: procedure.input(removeRuleInput).mutation(({ ctx, input }) => removeRule(ctx, input)),
});
