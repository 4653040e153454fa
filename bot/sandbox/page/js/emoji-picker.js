/**
 * The picker of emoji: a search, the emoji by group, the skin tone.
 *
 * Rule kept here: all of it works with the arrow keys; one Tab leads from the search to the emoji and on to the tones.
 */

import { h } from "./dom.js";
import { findEmoji, GROUPS, signOf, tonedName, TONES } from "./emoji.js";
import { spoken } from "./mrkdwn.js";
import { closePopover, isOpen, openPopover } from "./popover.js";
import { changed } from "./state.js";

const USUAL = ["white_check_mark", "bell", "hand", "+1", "eyes", "tada", "heart", "one", "two", "three", "four", "five"];
const GROUP_SIGNS = { "Frequently used": "🕘", Symbols: "💜" };
const TONE_KEY = "sandbox.tone";
let query = "";
let tone = localStorage.getItem(TONE_KEY) ?? "1";
// The emoji under the pointer or the focus.
let pointed = null;

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
  pointed = null;
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
  const groups = query
    ? [{ label: "Search results", emoji: findEmoji(query) }]
    : [{ label: "Frequently used", emoji: USUAL.map((name) => ({ name, names: [name] })) }, ...GROUPS];
  const input = (event) => {
    query = event.currentTarget.value;
    changed();
  };
  const point = ({ target }) => {
    const name = target.closest("[data-emoji]")?.dataset.emoji ?? null;
    if (name !== pointed) {
      pointed = name;
      changed();
    }
  };
  const isFound = groups.some((group) => group.emoji.length > 0);
  return [
    h("input", {
      key: "search",
      type: "search",
      class: "text-field",
      placeholder: "Search all emoji",
      "aria-label": "Search all emoji",
      "data-testid": "emoji-search",
      "data-autofocus": true,
      autocomplete: "off",
      on: { input, keydown: (event) => searchKey(event, choose) },
    }),
    !query &&
      h(
        "div",
        { key: "groups", class: "emoji-groups", role: "group", "aria-label": "Groups" },
        groups.map(groupButton),
      ),
    h(
      "div",
      { key: "grid", class: "emoji-scroll", on: { keydown: moveInGrid, mouseover: point, focusin: point } },
      isFound
        ? groups.map((group, index) => grid(group.label, group.emoji, choose, index === 0))
        : h("p", { class: "no-options", role: "status" }, `No emoji is called “${query}”`),
    ),
    h(
      "div",
      { key: "foot", class: "emoji-foot" },
      h(
        "div",
        { class: "emoji-pointed", "aria-hidden": "true" },
        pointed && [h("span", null, shownSign(pointed)), `:${pointed}:`],
      ),
      h(
        "div",
        { class: "tones", role: "radiogroup", "aria-label": "Skin tone", on: { keydown: moveTone } },
        TONES.map(toneButton),
      ),
    ),
  ];
}

// Brings a group into sight; the keyboard gets there with the arrows, so these are no stops for Tab.
function groupButton({ label, emoji }) {
  const reveal = (event) =>
    event.currentTarget
      .closest(".emoji-picker")
      .querySelector(`section[aria-label="${label}"]`)
      .scrollIntoView({ block: "start" });
  return h(
    "button",
    {
      key: label,
      type: "button",
      class: "emoji-group",
      "aria-label": label,
      title: label,
      tabindex: -1,
      on: { click: reveal },
    },
    GROUP_SIGNS[label] ?? signOf(emoji[0].name),
  );
}

function shownSign(name) {
  return signOf(tonedName(name, tone));
}

function grid(label, entries, choose, isFirst) {
  return h(
    "section",
    { key: label, "aria-label": label },
    h("h2", null, label),
    h(
      "div",
      { class: "emoji-grid" },
      entries.map(({ name, names }, index) =>
        h(
          "button",
          {
            key: name,
            type: "button",
            class: "emoji-button",
            title: names.map((each) => `:${each}:`).join(" "),
            "aria-label": spoken(name),
            "data-emoji": name,
            tabindex: isFirst && index === 0 ? 0 : -1,
            on: { click: () => choose(name) },
          },
          shownSign(name),
        ),
      ),
    ),
  );
}

function toneButton(each) {
  return h(
    "button",
    {
      key: each,
      type: "button",
      role: "radio",
      class: "tone",
      "aria-checked": String(each === tone),
      "aria-label": each === "1" ? "No skin tone" : `Skin tone ${each}`,
      title: each === "1" ? "No skin tone" : `Skin tone ${each}`,
      tabindex: each === tone ? 0 : -1,
      on: { click: () => takeTone(each) },
    },
    signOf(tonedName("hand", each)),
  );
}

function takeTone(next) {
  tone = next;
  localStorage.setItem(TONE_KEY, tone);
  changed();
}

function moveTone(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = (TONES.indexOf(tone) + step + TONES.length) % TONES.length;
    takeTone(TONES[next]);
    event.currentTarget.children[next].focus();
  }
}

function searchKey(event, choose) {
  const words = event.currentTarget.value;
  if (event.key === "ArrowDown") {
    event.preventDefault();
    event.currentTarget.parentElement.querySelector("[data-emoji]")?.focus();
  }
  const [first] = event.key === "Enter" && words ? findEmoji(words) : [];
  if (first) {
    event.preventDefault();
    choose(first.name);
  }
}

// Left and right go one on; up and down to the emoji that stands nearest in the next row, and from the first to the search.
function moveInGrid(event) {
  const here = document.activeElement;
  const all = [...event.currentTarget.querySelectorAll("[data-emoji]")];
  const at = all.indexOf(here);
  let next = { ArrowRight: all[at + 1], ArrowLeft: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    next = inNextRow(here, event.key === "ArrowDown" ? all.slice(at + 1) : all.slice(0, at).reverse());
    next ??= event.key === "ArrowUp" ? event.currentTarget.parentElement.querySelector("input") : null;
  }
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function inNextRow(here, others) {
  const from = here.getBoundingClientRect();
  const boxes = others.map((other) => ({ other, box: other.getBoundingClientRect() }));
  const row = boxes.find(({ box }) => Math.abs(box.top - from.top) > 4)?.box.top;
  const inRow = boxes.filter(({ box }) => box.top === row);
  return inRow.sort((a, b) => Math.abs(a.box.left - from.left) - Math.abs(b.box.left - from.left))[0]?.other;
}
