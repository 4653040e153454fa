/**
 * Short notices in a corner.
 *
 * Rule kept here: an error stays long enough to be read, and none ever stops the page.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { changed } from "./state.js";

const SHOWN_MS = 8000;
const toasts = [];
let count = 0;

/** Shows a notice; `kind` is "error" or "info". */
export function toast(text, kind = "error") {
  count += 1;
  const entry = { id: count, text, kind };
  toasts.push(entry);
  setTimeout(() => dismiss(entry), SHOWN_MS);
  changed();
}

function dismiss(entry) {
  const at = toasts.indexOf(entry);
  if (at >= 0) {
    toasts.splice(at, 1);
    changed();
  }
}

/**
 * The corner with the notices.
 * @param {string | false} lasting one that is shown as long as it holds
 */
export function toastLayer(lasting) {
  return h(
    "div",
    { class: "toasts", role: "status", "aria-live": "polite" },
    lasting &&
      h(
        "div",
        { key: "lasting", class: "toast toast-error", "data-testid": "toast" },
        icon("warning"),
        h("p", null, lasting),
      ),
    toasts.map((entry) =>
      h(
        "div",
        { key: entry.id, class: `toast toast-${entry.kind}`, "data-testid": "toast" },
        icon(entry.kind === "error" ? "warning" : "info"),
        h("p", null, entry.text),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => dismiss(entry) } },
          icon("close"),
        ),
      ),
    ),
  );
}
