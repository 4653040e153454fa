/** The traffic between the workspace and the app: what was told to it, what it asked for, each with answer and time. */

import { get } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { changed, channelName } from "./state.js";

const SHOWN = 200;
const KEPT = 4000;
let isShown = false;
// What went over the wire, newest first, and the number by which the sandbox tells what is newer than that.
let known = [];
let next = 0;
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

/** Fetches what has been added to the traffic, while the inspector is open. */
export async function refreshTraffic() {
  if (!isShown) {
    return;
  }
  const asked = next;
  const answer = await get(`traffic?since=${asked}`);
  if (asked !== next) {
    // The same was asked for twice at a time, and the other answer is there already.
    await refreshTraffic();
  } else if (answer) {
    const added = [...(answer.dispatches ?? []).map(dispatched), ...(answer.calls ?? []).map(called)];
    // A sandbox that names no number, or was started anew and names a smaller one, has told everything.
    const isMore = asked > 0 && answer.next >= asked;
    known = [...added, ...(isMore ? known : [])].sort((a, b) => b.moment - a.moment).slice(0, KEPT);
    next = answer.next ?? 0;
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
        live: { value: filter },
        on: {
          input: (event) => {
            filter = event.currentTarget.value;
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
    h("div", { class: "traffic-list", tabindex: 0, role: "region", "aria-label": "Entries" }, rows()),
  );
}

function rows() {
  const shown = entries().map(entryRow);
  const nothing = filter ? "Nothing of that name." : "Nothing went over the wire yet.";
  return shown.length ? shown : h("p", { class: "empty" }, nothing);
}

function entries() {
  return known.filter(fitsFilter).slice(0, SHOWN);
}

function dispatched(entry) {
  return {
    ...entry,
    moment: Date.parse(entry.at),
    key: `to ${entry.at} ${entry.type}`,
    direction: "to the app",
    ...dispatchNames(entry),
    sent: entry.body,
    failed: entry.error ?? (entry.status >= 400 ? `HTTP ${entry.status}` : null),
  };
}

function called(entry) {
  return {
    ...entry,
    moment: Date.parse(entry.at),
    key: `from ${entry.at} ${entry.method}`,
    direction: "from the app",
    name: entry.method,
    detail: entry.args?.channel && channelName(entry.args.channel),
    sent: entry.args,
    failed: entry.answer?.ok === false ? entry.answer.error : entry.status >= 400 ? `HTTP ${entry.status}` : null,
  };
}

function fitsFilter({ name, detail, failed }) {
  return [name, detail, failed].filter(Boolean).join(" ").toLowerCase().includes(filter.toLowerCase());
}

// What a dispatch is called, and what it is about: the event, the command, or the action that was used.
function dispatchNames({ type, body = {} }) {
  if (body.event) {
    return { name: body.event.type, detail: body.event.reaction ?? body.event.subtype };
  }
  if (body.command) {
    return { name: body.command, detail: body.text };
  }
  const used = body.actions?.[0]?.action_id ?? body.action_id;
  return { name: body.type ?? type, detail: used ?? body.callback_id ?? body.view?.callback_id };
}

function entryRow(entry) {
  const isIncoming = entry.direction === "from the app";
  return h(
    "details",
    { key: entry.key, class: `traffic-entry ${entry.failed ? "traffic-failed" : ""}` },
    h(
      "summary",
      null,
      h(
        "span",
        { class: "traffic-arrow", role: "img", title: entry.direction, "aria-label": entry.direction },
        isIncoming ? "←" : "→",
      ),
      h("code", null, entry.name),
      entry.detail && h("span", { class: "traffic-detail" }, entry.detail),
      entry.failed && h("span", { class: "traffic-error" }, entry.failed),
      h("small", null, `${clockText(entry.at)} · ${Math.round(entry.ms ?? 0)} ms`),
    ),
    h("h3", null, isIncoming ? "Arguments" : "Body"),
    h("pre", { class: "code-block", tabindex: 0 }, pretty(entry.sent)),
    h("h3", null, "Answer"),
    h("pre", { class: "code-block", tabindex: 0 }, answerText(entry)),
  );
}

function answerText({ answer, failed }) {
  return answer ? pretty(answer) : failed ? "None" : "Acknowledged, with nothing in it";
}

// The traffic is in real time, to the millisecond; the workspace's clock may be days ahead.
function clockText(at) {
  const moment = new Date(at);
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()];
  const padded = (part, length) => String(part).padStart(length, "0");
  return `${time.map((part) => padded(part, 2)).join(":")}.${padded(moment.getMilliseconds(), 3)}`;
}

function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
}
