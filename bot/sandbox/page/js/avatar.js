/** Pictures of people: initials on their colour, so that no image has to be loaded. */

import { h } from "./dom.js";
import { nameOf } from "./state.js";

const COLOURS = ["#7a4b9c", "#1f7a68", "#b3541e", "#2b6cb0", "#a8325e", "#55702a", "#6b5b3e", "#3d5a80"];

/**
 * The avatar of a user; decoration, the name stands beside it.
 * @param {object} user
 * @param {"small" | "normal"} size
 */
export function avatar(user, size = "normal") {
  const initials = (user ? nameOf(user.id) : "?")
    .split(/[\s_-]+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
  return h(
    "span",
    {
      class: `avatar avatar-${size} ${user?.is_bot ? "avatar-bot" : ""}`,
      style: { background: colourOf(user) },
      "aria-hidden": "true",
    },
    initials,
  );
}

function colourOf(user) {
  const [, ...channels] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(user?.avatar ?? "") ?? [];
  if (channels.length) {
    return `rgb(${darkened(channels.map((part) => Number.parseInt(part, 16))).join(", ")})`;
  }
  const sum = [...(user?.id ?? "")].reduce((total, sign) => total * 31 + sign.charCodeAt(0), 7);
  return COLOURS[sum % COLOURS.length];
}

// White letters must be readable on every colour: a light one is taken darker, step by step, until 4.5 to 1 is reached.
function darkened(channels) {
  const linear = (part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = channels.map(linear);
  const contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
  return contrast >= 4.5 ? channels : darkened(channels.map((part) => Math.floor(part * 0.95)));
}
