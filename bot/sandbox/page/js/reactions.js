/** Reactions: the bar below a message and the picker of emoji. */

import { react } from "./acts.js";
import { h } from "./dom.js";
import { findEmoji, GROUPS, signOf, takesTone, tonedName, TONES } from "./emoji.js";
import { icon } from "./icons.js";
import { emoji } from "./mrkdwn.js";
import { closePopover, isOpen, openPopover } from "./popover.js";
import { changed, me, nameOf } from "./state.js";

const USUAL = [
  "white_check_mark",
  "bell",
  "hand",
  "+1",
  "eyes",
  "tada",
  "heart",
  "one",
  "two",
  "three",
  "four",
  "five",
];
const TONE_KEY = "sandbox.tone";
let query = "";
let tone = localStorage.getItem(TONE_KEY) ?? "1";

/** The bar of reactions below a message, or null without any. */
export function reactionBar(message, channel) {
  const reactions = message.reactions ?? [];
  if (reactions.length === 0) {
    return null;
  }
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    reactions.map((reaction) => pill(reaction, message, channel)),
    h(
      "button",
      {
        key: "add",
        type: "button",
        class: "reaction reaction-add",
        "aria-label": "Add a reaction",
        "aria-haspopup": "dialog",
        on: { click: (event) => openPicker(event.currentTarget, (name) => react(channel, message, name)) },
      },
      icon("smile"),
    ),
  );
}

function pill({ name, users }, message, channel) {
  const mine = users.includes(me().id);
  const who = users.map((id) => (id === me().id ? "you" : nameOf(id))).join(", ");
  return h(
    "button",
    {
      key: name,
      type: "button",
      class: `reaction ${mine ? "reaction-mine" : ""}`,
      "data-testid": `reaction-${name}`,
      "aria-pressed": String(mine),
      "aria-label": `${name.replace(/_/g, " ")}, ${users.length}, by ${who}`,
      title: `${who} reacted with :${name}:`,
      on: { click: () => react(channel, message, name, mine) },
    },
    emoji(name),
    h("span", { class: "count" }, String(users.length)),
  );
}

/**
 * Opens the picker of emoji.
 * @param {Element} anchor the control that opens it
 * @param {function(string): void} choose is given the name of the chosen emoji
 */
export function openPicker(anchor, choose) {
  if (isOpen(anchor)) {
    closePopover();
    return;
  }
  query = "";
  openPopover({
    owner: anchor,
    anchor,
    label: "Choose an emoji",
    class: "emoji-picker",
    content: () =>
      picker((name) => {
        closePopover();
        choose(tonedName(name, tone));
      }),
  });
}

function picker(choose) {
  const hits = query ? findEmoji(query) : null;
  const input = (event) => {
    query = event.currentTarget.value;
    changed();
  };
  return [
    h("input", {
      key: "search",
      type: "search",
      class: "text-field",
      placeholder: "Search emoji",
      "aria-label": "Search emoji",
      "data-testid": "emoji-search",
      "data-autofocus": true,
      autocomplete: "off",
      on: { input, keydown: (event) => chooseFirst(event, choose) },
    }),
    h(
      "div",
      { key: "grid", class: "emoji-scroll" },
      hits
        ? [grid("Found", hits, choose), hits.length === 0 && h("p", { class: "no-options" }, "No emoji of that name")]
        : [{ label: "Usual", emoji: USUAL.map((name) => ({ name })) }, ...GROUPS].map((group) =>
            grid(group.label, group.emoji, choose),
          ),
    ),
    h("div", { key: "tones", class: "tones", role: "radiogroup", "aria-label": "Skin tone" }, TONES.map(toneButton)),
  ];
}

function toneButton(each) {
  const click = () => {
    tone = each;
    localStorage.setItem(TONE_KEY, tone);
    changed();
  };
  return h(
    "button",
    {
      key: each,
      type: "button",
      role: "radio",
      class: "tone",
      "aria-checked": String(each === tone),
      "aria-label": each === "1" ? "No skin tone" : `Skin tone ${each}`,
      on: { click },
    },
    signOf(tonedName("hand", each)),
  );
}

function chooseFirst(event, choose) {
  const words = event.currentTarget.value;
  const [first] = event.key === "Enter" && words ? findEmoji(words) : [];
  if (first) {
    event.preventDefault();
    choose(first.name);
  }
}

function grid(label, entries, choose) {
  return h(
    "section",
    { key: label, "aria-label": label },
    h("h4", null, label),
    h(
      "div",
      { class: "emoji-grid" },
      entries.map(({ name }) => {
        const shown = takesTone(name) ? tonedName(name, tone) : name;
        return h(
          "button",
          {
            key: name,
            type: "button",
            class: "emoji-button",
            title: `:${name}:`,
            "aria-label": name.replace(/_/g, " "),
            "data-emoji": name,
            on: { click: () => choose(name) },
          },
          signOf(shown),
        );
      }),
    ),
  );
}
