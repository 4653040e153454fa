/** Starts the page: hears the server, reads the address, draws. */

import { closeView } from "./acts.js";
import { get, listen } from "./api.js";
import { answerQuestion, isAsking, questionLayer } from "./dialogs.js";
import { draw, h } from "./dom.js";
import { forgetClosedViews } from "./forms.js";
import { modalLayer } from "./modal.js";
import { mainPane, threadPane } from "./pane.js";
import { closeOnPressOutside, closePopover, followAnchor, popoverLayer } from "./popover.js";
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
import { refreshTraffic, trafficPane } from "./traffic.js";

const CLOCK_TICK_MS = 10_000;
const NARROW = window.matchMedia("(max-width: 760px)");
const root = document.getElementById("app");
let connected = true;
let fetching = false;
let wanted = false;

// One fetch at a time: what changes meanwhile is fetched once more at the end.
async function refresh() {
  wanted = true;
  if (fetching) {
    return;
  }
  fetching = true;
  while (wanted) {
    wanted = false;
    const state = await get("state");
    if (state) {
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
    return [h("p", { key: "loading", class: "loading", role: "status" }, "Opening the workspace…")];
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
        class: ["frame", openChannel() && "has-channel", openThread() && "has-thread", trafficPane() && "has-traffic"]
          .filter(Boolean)
          .join(" "),
      },
      topbar(connected),
      sidebar(),
      mainPane(),
      threadPane(),
      trafficPane(),
    ),
    modalLayer(),
    questionLayer(),
    popoverLayer(),
    toastLayer(),
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

onChange(() => {
  settleAddress();
  draw(root, page());
  document.title = getWorkspace()?.team?.name ? `${getWorkspace().team.name} sandbox` : "Sandbox";
});
applyTheme();
readAddress();
window.addEventListener("hashchange", readAddress);
window.addEventListener("resize", changed);
document.addEventListener("keydown", escape);
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
