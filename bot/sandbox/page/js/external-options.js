/** The options of external selects: what the app offers for what was typed, asked for with a pause while typing. */

import { post } from "./api.js";
import { changed, me } from "./state.js";
import { toast } from "./toasts.js";

const TYPING_PAUSE_MS = 250;
const USUAL_MIN_LENGTH = 3;
// By field: the groups last offered, and every option ever offered, for the labels of what was chosen.
const offered = new Map();
const known = new Map();
let pause = null;

/** The groups last offered for a field, in the shape of `option_groups`. */
export function offeredGroups(fieldId) {
  return offered.get(fieldId) ?? [];
}

/** An option that was offered for a field before, or undefined. */
export function knownOption(fieldId, value) {
  return known.get(`${fieldId} ${value}`);
}

/** Asks the app for the options that fit `query`. */
export function askForOptions(element, blockId, fieldId, query) {
  clearTimeout(pause);
  if (query.length < (element.min_query_length ?? USUAL_MIN_LENGTH)) {
    offered.delete(fieldId);
    return;
  }
  pause = setTimeout(async () => {
    const answer = await post("options", {
      as: me().id,
      action_id: element.action_id,
      block_id: blockId,
      value: query,
    });
    if (!answer.ok) {
      toast(answer.message ?? answer.error);
      return;
    }
    const groups = answer.option_groups ?? [{ label: null, options: answer.options ?? [] }];
    offered.set(fieldId, groups);
    groups.flatMap((group) => group.options).forEach((option) => known.set(`${fieldId} ${option.value}`, option));
    changed();
  }, TYPING_PAUSE_MS);
}
