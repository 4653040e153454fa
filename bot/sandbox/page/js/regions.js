/** The page's regions for people without a mouse: F6 and Shift + F6 go from one to the next, as in Slack. */

import { h } from "./dom.js";

// In reading order, each with what takes the focus in it; null is the region itself.
const REGIONS = [
  [".topbar", "button"],
  [".sidebar", "[aria-checked=true]"],
  [".pane :is(.message-list, .home)", null],
  [".pane .composer", "textarea"],
  [".thread .message-list", null],
  [".thread .composer", "textarea"],
  [".traffic", "input"],
];

function shownRegions() {
  return REGIONS.map(([place, inside]) => {
    const region = document.querySelector(`.frame:not([inert]) ${place}`);
    return { region, target: inside ? region?.querySelector(inside) : region };
  }).filter(({ target }) => target?.checkVisibility({ visibilityProperty: true }));
}

/** Goes to the next region, for `keydown`. */
export function nextRegion(event) {
  const regions = shownRegions();
  if (event.key !== "F6" || !regions.length) {
    return;
  }
  event.preventDefault();
  const here = regions.findIndex(({ region }) => region.contains(document.activeElement));
  const next = event.shiftKey ? Math.max(here, 0) - 1 : here + 1;
  regions.at(next % regions.length).target.focus();
}

/** A way past the bar and the list, for whoever comes with Tab; seen only with the focus on it. */
export function skipLink() {
  const skip = () => document.querySelector(".pane :is(.message-list, .home)")?.focus();
  return h(
    "button",
    { key: "skip", type: "button", class: "button skip-link", on: { click: skip } },
    "To the messages (F6: the next part)",
  );
}
