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
      style: `background: ${colourOf(user)}`,
      "aria-hidden": "true",
    },
    initials,
  );
}

function colourOf(user) {
  if (/^#?[0-9a-f]{6}$/i.test(user?.avatar ?? "")) {
    return `#${user.avatar.replace("#", "")}`;
  }
  const sum = [...(user?.id ?? "")].reduce((total, sign) => total * 31 + sign.charCodeAt(0), 7);
  return COLOURS[sum % COLOURS.length];
}
