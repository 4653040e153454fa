/**
 * What people have typed and chosen in blocks and not yet sent.
 *
 * Rule kept here: a typed value lives as long as its view (or message) shows a field with the same block_id and action_id.
 */

// By form (a view or a message), then by field: the value as the control API takes it.
const typed = new Map();
// By view: {errors: {block_id: text}, banner: text, isNew: not yet brought into sight, seen: what the server last said}.
const problems = new Map();
/** Names of uploaded files by id, for the file fields. */
export const uploadedNames = new Map();

function fieldKey(blockId, element) {
  return `${blockId}\n${element.action_id}\n${element.type}`;
}

/** The current value of a field: what was typed, else what the server keeps, else the initial value. */
export function valueOf(form, blockId, element) {
  const mine = typed.get(form.id)?.get(fieldKey(blockId, element));
  if (mine !== undefined) {
    return mine;
  }
  const kept = form.state?.values?.[blockId]?.[element.action_id];
  return kept ? stateValue(kept, element) : initialValue(element);
}

/** Remembers what was typed or chosen, and takes the field's error away. */
export function setValue(form, blockId, element, value) {
  if (!typed.has(form.id)) {
    typed.set(form.id, new Map());
  }
  typed.get(form.id).set(fieldKey(blockId, element), value);
  const errors = problems.get(form.id)?.errors;
  if (errors?.[blockId]) {
    delete errors[blockId];
  }
}

/** The typed values of a form's input blocks, by block_id; what nobody touched is left out. */
export function typedValues(form) {
  const mine = typed.get(form.id) ?? new Map();
  return Object.fromEntries(
    form.blocks
      .filter((block) => block.type === "input" && mine.has(fieldKey(block.block_id, block.element)))
      .map((block) => [block.block_id, mine.get(fieldKey(block.block_id, block.element))]),
  );
}

/** Forgets the typed values of fields that a form no longer shows. */
export function forgetGoneFields(formId, blocks) {
  const mine = typed.get(formId);
  if (!mine) {
    return;
  }
  const shown = new Set(
    blocks.flatMap((block) => elementsOf(block).map((element) => fieldKey(block.block_id, element))),
  );
  for (const key of mine.keys()) {
    if (!shown.has(key)) {
      mine.delete(key);
    }
  }
}

/** Forgets the forms of views that are closed everywhere. */
export function forgetClosedViews(openIds) {
  for (const store of [typed, problems]) {
    for (const id of store.keys()) {
      if (id.startsWith("V") && !openIds.has(id)) {
        store.delete(id);
      }
    }
  }
}

function elementsOf(block) {
  return [block.element, block.accessory, ...(block.elements ?? [])].filter((element) => element?.action_id);
}

/** Says what is wrong with a view: errors by block_id, and a banner for what concerns no field. */
export function setProblems(viewId, { errors = {}, banner = null }) {
  problems.set(viewId, { ...problems.get(viewId), errors: { ...errors }, banner, isNew: true });
}

/** Whether a view's problems have come since this was last asked. */
export function takeNewProblems(viewId) {
  const { isNew = false } = problems.get(viewId) ?? {};
  if (isNew) {
    problems.get(viewId).isNew = false;
  }
  return isNew;
}

/** What is wrong with a view, taking up errors that the server knows and the page has not shown yet. */
export function problemsOf(view) {
  const mine = problems.get(view.id) ?? { errors: {}, banner: null };
  const told = JSON.stringify(view.errors ?? null);
  if (told !== mine.seen) {
    const errors = view.errors && Object.keys(view.errors).length ? { ...view.errors } : mine.errors;
    problems.set(view.id, { ...mine, errors, seen: told });
    return problems.get(view.id);
  }
  return mine;
}

// Initial values as the control API would take them.
function initialValue(element) {
  switch (element.type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return element.initial_option?.value ?? null;
    case "checkboxes":
    case "multi_static_select":
    case "multi_external_select":
      return (element.initial_options ?? []).map((option) => option.value);
    case "users_select":
      return element.initial_user ?? null;
    case "conversations_select":
      return element.initial_conversation ?? null;
    case "channels_select":
      return element.initial_channel ?? null;
    case "multi_users_select":
      return element.initial_users ?? [];
    case "multi_conversations_select":
      return element.initial_conversations ?? [];
    case "multi_channels_select":
      return element.initial_channels ?? [];
    case "datepicker":
      return element.initial_date ?? null;
    case "timepicker":
      return element.initial_time ?? null;
    case "datetimepicker":
      return element.initial_date_time ?? null;
    case "file_input":
      return [];
    case "rich_text_input":
      return element.initial_value ?? null;
    default:
      return element.initial_value ?? "";
  }
}

function namedFile(file) {
  uploadedNames.set(file.id, file.name);
  return file.id;
}

// A value of a view's state, in Slack's shape, as the control API would take it.
function stateValue(kept, element) {
  const found = {
    static_select: () => kept.selected_option?.value ?? null,
    external_select: () => kept.selected_option?.value ?? null,
    radio_buttons: () => kept.selected_option?.value ?? null,
    checkboxes: () => (kept.selected_options ?? []).map((option) => option.value),
    multi_static_select: () => (kept.selected_options ?? []).map((option) => option.value),
    multi_external_select: () => (kept.selected_options ?? []).map((option) => option.value),
    users_select: () => kept.selected_user ?? null,
    conversations_select: () => kept.selected_conversation ?? null,
    channels_select: () => kept.selected_channel ?? null,
    multi_users_select: () => kept.selected_users ?? [],
    multi_conversations_select: () => kept.selected_conversations ?? [],
    multi_channels_select: () => kept.selected_channels ?? [],
    datepicker: () => kept.selected_date ?? null,
    timepicker: () => kept.selected_time ?? null,
    datetimepicker: () => kept.selected_date_time ?? null,
    file_input: () => (kept.files ?? []).map(namedFile),
    rich_text_input: () => kept.rich_text_value ?? null,
  }[element.type];
  return found ? found() : (kept.value ?? "");
}
