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

/** What the list of an external select says while it has no options to show. */
export function emptyListText(element, fieldId, query) {
  const least = element.min_query_length ?? USUAL_MIN_LENGTH;
  if (query.length < least) {
    return least === 1 ? "Type to search" : `Type at least ${least} characters to search`;
  }
  return offered.has(fieldId) ? "No results" : "Searching…";
}

/** Asks the app for the options that fit `query`; `target` says on which surface. */
export function askForOptions(element, { target, id: fieldId, attributes }, query) {
  clearTimeout(pause);
  offered.delete(fieldId);
  if (query.length < (element.min_query_length ?? USUAL_MIN_LENGTH)) {
    return;
  }
  pause = setTimeout(async () => {
    const place = { ...target, action_id: element.action_id, block_id: attributes["data-block-id"] };
    const answer = await post("options", { as: me().id, ...place, value: query });
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
