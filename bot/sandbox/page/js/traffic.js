/** The traffic between the workspace and the bot: what was told to it, and what it asked for. */

import { get } from "./api.js";
import { timeText } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { changed, zone } from "./state.js";

const SHOWN = 200;
let isShown = false;
let traffic = null;
let filter = "";

/** Whether the inspector is open. */
export function isTrafficShown() {
  return isShown;
}

/** Opens or closes the inspector. */
export function toggleTraffic() {
  isShown = !isShown;
  refreshTraffic();
  changed();
}

/** Fetches the traffic anew while the inspector is open. */
export async function refreshTraffic() {
  if (isShown) {
    traffic = (await get("traffic")) ?? traffic;
    changed();
  }
}

/** The inspector, or null while it is closed. */
export function trafficPane() {
  if (!isShown) {
    return null;
  }
  return h(
    "aside",
    { key: "traffic", class: "traffic", "aria-label": "Traffic", "data-testid": "traffic" },
    h(
      "header",
      { class: "pane-header" },
      h("h2", null, "Traffic"),
      h("input", {
        type: "search",
        class: "text-field traffic-filter",
        placeholder: "Filter",
        "aria-label": "Filter the traffic",
        on: {
          input: (event) => {
            filter = event.currentTarget.value.toLowerCase();
            changed();
          },
        },
      }),
      h(
        "button",
        {
          type: "button",
          class: "icon-button push-right",
          "aria-label": "Close the traffic",
          on: { click: toggleTraffic },
        },
        icon("close"),
      ),
    ),
    h("div", { class: "traffic-list", tabindex: 0 }, entries().map(entryRow)),
  );
}

function entries() {
  const dispatches = (traffic?.dispatches ?? []).map((entry, index) => ({
    ...entry,
    key: `d${index}${entry.at}`,
    direction: "to the bot",
    name: entry.type,
    sent: entry.body,
    failed: (entry.status ?? 200) >= 400 || Boolean(entry.error),
  }));
  const calls = (traffic?.calls ?? []).map((entry, index) => ({
    ...entry,
    key: `c${index}${entry.at}`,
    direction: "from the bot",
    name: entry.method,
    sent: entry.args,
    failed: entry.answer?.ok === false,
  }));
  return [...dispatches, ...calls]
    .filter((entry) => String(entry.name).toLowerCase().includes(filter))
    .sort((a, b) => unix(b.at) - unix(a.at))
    .slice(0, SHOWN);
}

function unix(at) {
  return typeof at === "number" ? at : Date.parse(at) / 1000;
}

function entryRow(entry) {
  return h(
    "details",
    { key: entry.key, class: `traffic-entry ${entry.failed ? "traffic-failed" : ""}` },
    h(
      "summary",
      null,
      h(
        "span",
        { class: "traffic-arrow", title: entry.direction, "aria-label": entry.direction },
        entry.direction === "to the bot" ? "→" : "←",
      ),
      h("code", null, entry.name),
      entry.failed && h("span", { class: "traffic-error" }, entry.answer?.error ?? entry.error ?? String(entry.status)),
      h("small", null, `${timeText(unix(entry.at), zone())} · ${Math.round(entry.ms ?? 0)} ms`),
    ),
    h("h3", null, entry.direction === "to the bot" ? "Body" : "Arguments"),
    h("pre", { class: "code-block", tabindex: 0 }, pretty(entry.sent)),
    h("h3", null, "Answer"),
    h("pre", { class: "code-block", tabindex: 0 }, pretty(entry.answer)),
  );
}

function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
}
