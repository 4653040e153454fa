/**
 * Select menus of Block Kit: one or several, from fixed options, people, conversations or channels, with a search.
 *
 * Rule kept here: the focus stays in the search field; the list is told to screen readers through it.
 */

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { askForOptions, emptyListText, knownOption, offeredGroups } from "./external-options.js";
import { icon, iconButton } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { closePopover, isOpen, openPopover } from "./popover.js";
import { bot, changed, channelName, getWorkspace, isMember, me, nameOf } from "./state.js";

/** What is being searched in the open list: {query, active}. */
let search = { query: "", active: 0 };

/**
 * A select menu.
 * @param {object} element the Block Kit element
 * @param {object} field {id, value, set(value), commit(value), attributes, invalid}: `set` remembers a choice, `commit` also
 *   tells the bot where the block wants that
 */
export function select(element, field) {
  const many = element.type.startsWith("multi_");
  const groups = choices(element, field.id);
  const all = groups.flatMap((group) => group.options);
  const chosen = (many ? field.value : [field.value].filter((value) => value !== null)).map(
    (value) => all.find((option) => option.value === value) ?? rememberedChoice(element, field.id, value),
  );
  const expanded = isOpen(field.id);
  const box = { element, field, many, groups, chosen };
  const hasOptions = expanded && visible(box, search.query).length > 0;
  const canClear = !many && chosen.length > 0 && field.clearable;
  return h(
    "div",
    { class: `select ${many ? "select-many" : ""} ${expanded ? "select-open" : ""}`, key: field.id },
    many && chosen.map((option) => chip(option, box)),
    !many && !expanded && chosen[0]?.picture,
    searchField(box, expanded, hasOptions),
    canClear && iconButton("close", "Clear the choice", () => field.commit(null), { class: "select-clear" }),
    icon("chevron"),
  );
}

function searchField(box, expanded, hasOptions) {
  const { element, field, many, chosen } = box;
  const shown = many ? "" : (chosen[0]?.text ?? "");
  const hint = shown || (element.placeholder?.text ?? "Select an option");
  const input = (event) => {
    const query = event.currentTarget.value;
    openList(event.currentTarget, box);
    look(query, box);
  };
  return h("input", {
    ...field.attributes,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": String(expanded),
    "aria-controls": expanded ? `${field.id}-list` : null,
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-activedescendant": hasOptions ? `${field.id}-${search.active}` : null,
    placeholder: many && chosen.length ? null : hint,
    live: { value: expanded ? search.query : shown },
    on: {
      click: (event) => (isOpen(field.id) ? closePopover() : openList(event.currentTarget, box)),
      input,
      keydown: (event) => steer(event, box),
      blur: () => isOpen(field.id) && closePopover(),
    },
  });
}

// What was chosen may not be among the options any more: an external select offers others for each search.
function rememberedChoice(element, fieldId, value) {
  const option =
    knownOption(fieldId, value) ??
    [element.initial_option, ...(element.initial_options ?? [])].find((each) => each?.value === value);
  return option ? fixedOption(option) : { value, label: [value], text: value };
}

function chip(option, { field }) {
  return h(
    "span",
    { class: "chip", key: `chip ${option.value}` },
    option.picture,
    h("span", null, option.text),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `Remove ${option.text}`,
        on: { click: () => field.commit(field.value.filter((value) => value !== option.value)) },
      },
      icon("close"),
    ),
  );
}

function openList(input, box) {
  if (isOpen(box.field.id)) {
    return;
  }
  look("", box);
  search.active = Math.max(
    0,
    visible(box, "").findIndex((option) => option.value === box.field.value),
  );
  const before = JSON.stringify(box.field.value);
  const { field } = box;
  openPopover({
    owner: field.id,
    anchor: input,
    within: input.parentElement,
    keepsFocus: true,
    class: "select-list",
    content: () => listOf({ ...box, groups: choices(box.element, field.id), field: field.fresh() }, input),
    // Several choices are told to the bot once, when the list closes, as in Slack.
    onClose: () => box.many && JSON.stringify(field.fresh().value) !== before && field.commit(field.fresh().value),
  });
}

function look(query, { element, field }) {
  search = { query, active: 0 };
  if (isExternal(element)) {
    askForOptions(element, field, query);
  }
  changed();
}

function isExternal(element) {
  return element.type.endsWith("external_select");
}

function visible({ element, groups }, query) {
  const options = groups.flatMap((group) => group.options);
  // An external select's app has done the search itself.
  const words = isExternal(element) ? "" : query.trim().toLowerCase();
  return options.filter((option) => option.text.toLowerCase().includes(words));
}

function listOf(box, input) {
  const shown = visible(box, search.query);
  let place = -1;
  const row = (option) => {
    place += 1;
    return optionRow(option, place, box, input);
  };
  const list = h(
    "div",
    {
      key: "list",
      role: "listbox",
      id: `${box.field.id}-list`,
      class: "options",
      "aria-label": box.element.placeholder?.text ?? "Options",
      "aria-multiselectable": box.many ? "true" : null,
      // A press in the list must not take the focus out of the search field.
      on: { mousedown: (event) => event.preventDefault() },
    },
    box.groups.map((group, index) => {
      const options = group.options.filter((option) => shown.includes(option));
      const labelId = `${box.field.id}-group-${index}`;
      return group.label && options.length > 0
        ? h(
            "div",
            { key: labelId, role: "group", "aria-labelledby": labelId },
            h("p", { class: "option-group", id: labelId, role: "presentation" }, group.label),
            options.map(row),
          )
        : options.map(row);
    }),
  );
  return [list, shown.length === 0 && h("p", { key: "none", class: "no-options", role: "status" }, noOptions(box))];
}

function noOptions({ element, field }) {
  return isExternal(element) ? emptyListText(element, field.id, search.query) : "No results";
}

function optionRow(option, place, box, input) {
  const selected = box.many ? box.field.value.includes(option.value) : box.field.value === option.value;
  const active = place === search.active;
  const reveal = (element) => active && element.scrollIntoView({ block: "nearest" });
  return h(
    "div",
    {
      key: option.value,
      role: "option",
      id: `${box.field.id}-${place}`,
      class: `option ${active ? "option-active" : ""}`,
      "aria-selected": String(selected),
      "data-value": option.value,
      mount: reveal,
      update: reveal,
      on: { click: () => pick(option, box, input) },
    },
    option.picture,
    h(
      "span",
      { class: "option-text" },
      h("span", null, option.label),
      option.description && h("small", null, option.description),
    ),
    selected && icon("check"),
  );
}

function pick(option, box, input) {
  const { field, many } = box;
  if (!many) {
    closePopover();
    field.commit(option.value);
    return;
  }
  const had = field.value.includes(option.value);
  const limit = box.element.max_selected_items ?? Infinity;
  if (had || field.value.length < limit) {
    field.set(had ? field.value.filter((value) => value !== option.value) : [...field.value, option.value]);
  }
  search.query = "";
  input.focus();
  changed();
}

function steer(event, box) {
  const input = event.currentTarget;
  const fresh = { ...box, field: box.field.fresh() };
  if (!isOpen(box.field.id)) {
    if (["ArrowDown", "ArrowUp", "Enter", " "].includes(event.key)) {
      event.preventDefault();
      openList(input, box);
    } else if (event.key === "Backspace" && box.many && fresh.field.value.length) {
      box.field.commit(fresh.field.value.slice(0, -1));
    }
    return;
  }
  const shown = visible(box, search.query);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    search.active = (search.active + step + shown.length) % Math.max(1, shown.length);
    changed();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (shown[search.active]) {
      pick(shown[search.active], fresh, input);
    }
  } else if (event.key === "Backspace" && box.many && search.query === "" && fresh.field.value.length) {
    box.field.set(fresh.field.value.slice(0, -1));
    changed();
  }
}

/** The options of a select by group: [{label, options: [{value, text, label, description, picture}]}]. */
function choices(element, fieldId) {
  if (/(static|external)_select$/.test(element.type)) {
    const groups = isExternal(element)
      ? offeredGroups(fieldId)
      : (element.option_groups ?? [{ label: null, options: element.options ?? [] }]);
    return groups.map((group) => ({
      label: group.label && textObject(group.label),
      options: group.options.map(fixedOption),
    }));
  }
  const { users, channels } = getWorkspace();
  const everybody = Object.values(users).filter((user) => !user.deleted);
  const persons = everybody.map((user) => ({
    value: user.id,
    text: nameOf(user.id),
    label: [nameOf(user.id)],
    description: user.id === me().id ? "you" : user.title,
    picture: avatar(user, "small"),
  }));
  if (element.type.endsWith("users_select")) {
    return [{ label: null, options: persons }];
  }
  const kinds = element.type.endsWith("channels_select")
    ? ["public"]
    : (element.filter?.include ?? ["public", "private", "im", "mpim"]);
  const wanted = Object.values(channels).filter(
    (channel) =>
      !channel.is_archived &&
      kinds.includes(kindOf(channel)) &&
      (kindOf(channel) === "public" || isMember(channel)) &&
      !(element.filter?.exclude_bot_users && channel.members.includes(bot()?.id) && channel.is_im),
  );
  return [
    {
      label: null,
      options: wanted.map((channel) => ({
        value: channel.id,
        text: channelName(channel.id),
        label: [channelName(channel.id)],
        picture: h(
          "span",
          { class: "option-icon" },
          icon(channel.is_im ? "smile" : channel.is_private ? "lock" : "hash"),
        ),
      })),
    },
  ];
}

function kindOf(channel) {
  return channel.is_im ? "im" : channel.is_private ? "private" : "public";
}

function fixedOption(option) {
  return {
    value: option.value,
    text: textOf(option.text),
    label: textObject(option.text),
    description: option.description && textObject(option.description),
    picture: null,
  };
}

// The bare words of an option, for the search and for the closed field.
function textOf(object) {
  return textObject(object)
    .map((node) => (typeof node === "string" ? node : (node.children ?? []).flat().join("")))
    .join("");
}
