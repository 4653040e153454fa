/** Starts the page: hears the server, reads the address, draws. */

import { closeView } from "./acts.js";
import { get, listen } from "./api.js";
import { answerQuestion, isAsking, questionLayer } from "./dialogs.js";
import { attempt, draw, h } from "./dom.js";
import { forgetClosedViews } from "./forms.js";
import { modalLayer } from "./modal.js";
import { mainPane, threadPane } from "./pane.js";
import { closeOnPressOutside, closePopover, followAnchor, popoverLayer } from "./popover.js";
import { nextRegion, skipLink } from "./regions.js";
import {
  changed,
  getWorkspace,
  go,
  me,
  onChange,
  openChannel,
  openThread,
  openViews,
  readAddress,
  setWorkspace,
  visibleChannels,
} from "./state.js";
import { sidebar } from "./sidebar.js";
import { applyTheme } from "./theme.js";
import { toastLayer } from "./toasts.js";
import { topbar } from "./topbar.js";
import { isTrafficShown, refreshTraffic, trafficPane } from "./traffic.js";

const CLOCK_TICK_MS = 10_000;
const RETRY_MS = 3000;
const NARROW = window.matchMedia("(max-width: 760px)");
const root = document.getElementById("app");
let connected = true;
// Whether the last reading of the workspace failed: what is shown is then that of the one before.
let isStale = false;
let retry = null;
let fetching = false;
let wanted = false;

// One fetch at a time: what changes meanwhile is fetched once more at the end.
async function refresh() {
  wanted = true;
  if (fetching) {
    return;
  }
  fetching = true;
  clearTimeout(retry);
  while (wanted) {
    wanted = false;
    const state = await get("state");
    isStale = !state;
    if (isStale) {
      retry = setTimeout(refresh, RETRY_MS);
      changed();
    } else {
      setWorkspace(state);
      forgetClosedViews(
        new Set([...Object.values(state.views).flat(), ...Object.values(state.homes)].map((view) => view.id)),
      );
    }
    await refreshTraffic();
  }
  fetching = false;
}

function page() {
  if (!getWorkspace()) {
    const text = isStale ? "The workspace cannot be read. Is the sandbox still running?" : "Opening the workspace…";
    return [h("p", { key: "loading", class: "loading", role: "status" }, text)];
  }
  if (!me()) {
    return [topbar(connected), h("p", { key: "nobody", class: "loading" }, "Nobody is in this workspace yet.")];
  }
  const isCovered = openViews().length > 0 || isAsking();
  return [
    h(
      "div",
      {
        key: "frame",
        inert: isCovered,
        class: [
          "frame",
          openChannel() && "has-channel",
          openThread() && "has-thread",
          isTrafficShown() && "has-traffic",
        ]
          .filter(Boolean)
          .join(" "),
      },
      skipLink(),
      topbar(connected),
      sidebar(),
      mainPane(),
      threadPane(),
      trafficPane(),
    ),
    modalLayer(),
    questionLayer(),
    popoverLayer(),
    toastLayer(isStale && "The workspace cannot be read. What you see may be out of date."),
  ];
}

// A wide window always shows a channel; a narrow one begins with the list. A channel that the person may not see closes.
function settleAddress() {
  if (getWorkspace() && me() && !openChannel() && !NARROW.matches) {
    const first = visibleChannels().find((channel) => !channel.is_im);
    if (first) {
      go({ channel: first.id, thread: null });
    }
  }
}

function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented) {
    return;
  }
  const top = openViews().at(-1);
  if (closePopover() || answerQuestion(false)) {
    event.preventDefault();
  } else if (top) {
    event.preventDefault();
    closeView(top);
  } else if (openThread()) {
    go({ thread: null });
  }
}

function broken() {
  const text = "The page cannot be drawn. The browser's console says why; nothing in the workspace is lost.";
  return [h("p", { key: "broken", class: "loading", role: "alert" }, text)];
}

onChange(() => {
  settleAddress();
  draw(root, attempt(page, broken));
  document.title = getWorkspace()?.team?.name ? `${getWorkspace().team.name} sandbox` : "Sandbox";
});
applyTheme();
readAddress();
window.addEventListener("hashchange", readAddress);
window.addEventListener("resize", changed);
document.addEventListener("keydown", escape);
document.addEventListener("keydown", nextRegion);
document.addEventListener("pointerdown", closeOnPressOutside);
document.addEventListener("visibilitychange", changed);
document.addEventListener("scroll", followAnchor, { capture: true, passive: true });
NARROW.addEventListener("change", changed);
setInterval(changed, CLOCK_TICK_MS);
listen({
  onChange: refresh,
  onConnection: (state) => {
    connected = state;
    changed();
  },
});
refresh();
