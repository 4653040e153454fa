/** The bar above all: the workspace's name and clock, and the page's own switches. */

import { advanceClock, isBusy } from "./acts.js";
import { momentText, nextMorning, nextWorkingDay } from "./dates.js";
import { h } from "./dom.js";
import { showGreeting } from "./greeting.js";
import { icon, iconButton } from "./icons.js";
import { getWorkspace, now, zone } from "./state.js";
import { isDark, toggleTheme } from "./theme.js";
import { isTrafficShown, toggleTraffic } from "./traffic.js";

const HOUR = 3600;
const DURATION = /^(?:\d+(?:\.\d+)?\s*[smhdw]\s*)+$/i;
let wished = "";

/** The bar. `connected` tells whether the server is still heard. */
export function topbar(connected) {
  const team = getWorkspace().team;
  return h(
    "header",
    { class: "topbar" },
    h(
      "div",
      { class: "workspace" },
      h("strong", null, team?.name ?? "Sandbox"),
      h(
        "span",
        { class: `connection ${connected ? "" : "connection-lost"}`, role: "status" },
        connected ? "sandbox" : "reconnecting…",
      ),
    ),
    clockBar(),
    h(
      "div",
      { class: "switches" },
      switchButton("help", "Show the greeting", showGreeting, "show-greeting"),
      switchButton(
        "traffic",
        isTrafficShown() ? "Hide the traffic" : "Show the traffic",
        toggleTraffic,
        "traffic-toggle",
        isTrafficShown(),
      ),
      switchButton(isDark() ? "sun" : "moon", isDark() ? "Light colours" : "Dark colours", toggleTheme, "theme-toggle"),
    ),
  );
}

function switchButton(name, label, run, testid, pressed) {
  return iconButton(name, label, run, {
    "data-testid": testid,
    "aria-pressed": pressed === undefined ? null : String(pressed),
  });
}

function clockBar() {
  const busy = isBusy("clock");
  return h(
    "div",
    {
      class: `clock ${busy ? "clock-busy" : ""}`,
      role: "group",
      "aria-label": "Workspace clock",
      "aria-busy": busy ? "true" : null,
    },
    h(
      "span",
      { class: "clock-now", "data-testid": "clock", title: zone() },
      icon("clock"),
      h("time", { datetime: new Date(now() * 1000).toISOString() }, momentText(now(), zone())),
    ),
    busy && h("span", { key: "busy", class: "clock-progress", role: "status" }, "moving…"),
    h(
      "div",
      { key: "steps", class: "clock-steps" },
      clockStep("+1 hour", "1-hour", () => now() + HOUR),
      clockStep("next morning", "next-morning", () => nextMorning(now(), zone())),
      clockStep("+1 working day", "1-working-day", () => nextWorkingDay(now(), zone())),
      clockStep("+1 week", "1-week", () => now() + 7 * 24 * HOUR),
      freeStep(busy),
    ),
  );
}

function clockStep(label, slug, moment) {
  return h(
    "button",
    {
      key: slug,
      type: "button",
      class: "clock-step",
      disabled: isBusy("clock"),
      "data-testid": `clock-advance-${slug}`,
      on: { click: () => advanceTo(moment()) },
    },
    label,
  );
}

function freeStep(busy) {
  const submit = (event) => {
    event.preventDefault();
    advanceFreely(event.currentTarget);
  };
  const input = (event) => {
    wished = event.currentTarget.value;
    event.currentTarget.setCustomValidity("");
  };
  return h(
    "form",
    { key: "free", on: { submit } },
    h("input", {
      type: "text",
      class: "clock-input",
      placeholder: "26h",
      "aria-label": "Move the clock by, for example 26h or 3d",
      "data-testid": "clock-input",
      disabled: busy,
      live: { value: wished },
      on: { input },
    }),
  );
}

function advanceTo(moment) {
  // Rounded up, so that "next morning" is never a second short of it.
  advanceClock(`${Math.ceil(moment - now())}s`);
}

function advanceFreely(form) {
  const field = form.elements[0];
  if (!DURATION.test(wished.trim())) {
    field.setCustomValidity("A number and a unit: 90m, 26h, 3d, 2w");
    field.reportValidity();
    return;
  }
  advanceClock(wished.trim());
  wished = "";
}
