/** The main pane: a channel or direct message, the app's Home, and the thread beside it. */

import { isBusy, join, visitHome } from "./acts.js";
import { avatar } from "./avatar.js";
import { blocksOf } from "./blocks.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { greeting } from "./greeting.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { markRead } from "./reads.js";
import {
  bot,
  channelName,
  getWorkspace,
  go,
  home,
  isMember,
  isTopLevel,
  me,
  messagesOf,
  nameOf,
  openChannel,
  openThread,
  otherIn,
  user,
} from "./state.js";

// For whom Home was visited since it was opened: the bot hears of each visit once.
let visitedBy = null;

/** The main pane. */
export function mainPane() {
  const channel = openChannel();
  visitedBy = channel === "home" ? visitedBy : null;
  if (channel === "home") {
    return homePane();
  }
  if (!channel) {
    return h(
      "main",
      { class: "pane pane-empty", key: "none" },
      greeting(),
      h("p", { class: "empty" }, "Choose a channel."),
    );
  }
  markRead(channel);
  const list = messagesOf(channel).filter(isTopLevel);
  return h(
    "main",
    { class: "pane", key: channel.id, "aria-label": channelName(channel.id) },
    paneHeader(channelTitle(channel), channelFacts(channel), botTabs(channel)),
    greeting(),
    messageList(
      list,
      channel,
      { id: `${me().id} ${channel.id}`, inThread: false, label: `Messages in ${channelName(channel.id)}` },
      beginning(channel, list),
    ),
    isMember(channel) && !channel.is_archived
      ? composer(channel, {
          placeholder: channel.is_im ? `Message ${channelName(channel.id)}` : `Message #${channel.name}`,
          testid: "composer",
        })
      : notWritable(channel),
  );
}

function notWritable(channel) {
  return h(
    "div",
    { class: "not-member", key: "not-writable" },
    channel.is_archived
      ? h("p", null, `#${channel.name} is archived.`)
      : [
          h("p", null, h("bdi", null, nameOf(me().id)), ` is not a member of #${channel.name}.`),
          h(
            "button",
            {
              type: "button",
              class: "button button-primary",
              "data-testid": "join",
              on: { click: () => join(channel) },
            },
            "Join the channel",
          ),
        ],
  );
}

function paneHeader(title, facts, tabs) {
  return h(
    "header",
    { class: "pane-header", key: "header" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button back",
        "aria-label": "Back to the list",
        "data-testid": "back",
        on: { click: () => go({ channel: null, thread: null }) },
      },
      icon("back"),
    ),
    h("h1", null, title),
    facts,
    tabs,
  );
}

function channelTitle(channel) {
  return channel.is_im
    ? [
        avatar(user(otherIn(channel)), "small"),
        titleText(channelName(channel.id)),
        user(otherIn(channel))?.is_bot && h("span", { class: "badge" }, "APP"),
      ]
    : [icon(channel.is_private ? "lock" : "hash"), titleText(channel.name)];
}

function titleText(name) {
  return h("bdi", { title: name }, name);
}

function channelFacts(channel) {
  if (channel.is_im) {
    return null;
  }
  const names = channel.members.map(nameOf);
  return h(
    "span",
    { class: "facts", title: names.join(", ") },
    `${names.length} ${names.length === 1 ? "member" : "members"}${channel.members.includes(bot()?.id) ? "" : " · the bot is not here"}`,
  );
}

function botTabs(channel) {
  const isOfTheBot = channel === "home" || (channel.is_im && otherIn(channel) === bot()?.id);
  if (!isOfTheBot || getWorkspace().home_tab === false) {
    return null;
  }
  const direct = Object.values(getWorkspace().channels).find(
    (each) => each.is_im && isMember(each) && each.members.includes(bot()?.id),
  );
  const tab = (label, target) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        tabindex: (channel === "home") === (target === "home") ? 0 : -1,
        class: "tab",
        "aria-selected": String((channel === "home") === (target === "home")),
        mount: takeFocus,
        on: { click: () => go({ channel: target, thread: null }) },
      },
      label,
    );
  return h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": nameOf(bot().id), on: { keydown: otherTab } },
    tab("Home", "home"),
    direct && tab("Messages", direct.id),
  );
}

// Whether the arrows have just chosen a tab: it stands in a pane that is drawn anew, and takes the focus there.
let isTabbing = false;

function takeFocus(tab) {
  if (isTabbing && tab.getAttribute("aria-selected") === "true") {
    isTabbing = false;
    queueMicrotask(() => tab.focus());
  }
}

function otherTab(event) {
  if (["ArrowLeft", "ArrowRight"].includes(event.key)) {
    const other = event.currentTarget.querySelector("[aria-selected=false]");
    isTabbing = true;
    other?.click();
  }
}

function beginning(channel, list) {
  const name = channelName(channel.id);
  return h(
    "div",
    { class: "beginning" },
    h(
      "strong",
      null,
      channel.is_im ? [avatar(user(otherIn(channel)), "normal"), titleText(name)] : channelTitle(channel),
    ),
    h(
      "p",
      null,
      channel.is_im
        ? ["This conversation is between ", h("bdi", null, nameOf(me().id)), " and ", h("bdi", null, name), "."]
        : `The beginning of ${channel.is_private ? "the private channel " : ""}#${channel.name}.${list.length ? "" : " Nobody has written here yet."}`,
    ),
  );
}

function homePane() {
  const key = `home ${me().id}`;
  if (visitedBy !== me().id) {
    visitedBy = me().id;
    // The visit changes what is drawn; it must not begin in the middle of a draw.
    queueMicrotask(visitHome);
  }
  const view = home();
  const surface = view && { id: view.id, kind: "home", target: { home: true }, blocks: view.blocks, state: view.state };
  return h(
    "main",
    { class: "pane", key, "aria-label": `Home of ${nameOf(bot().id)}` },
    paneHeader(
      [avatar(bot(), "small"), titleText(nameOf(bot().id)), h("span", { class: "badge" }, "APP")],
      null,
      botTabs("home"),
    ),
    h(
      "div",
      { class: "home", key: "view", tabindex: 0, "data-testid": "home" },
      view
        ? h("div", { class: "home-blocks" }, blocksOf(view.blocks, surface))
        : h(
            "p",
            { class: "empty" },
            isBusy(`home ${JSON.stringify({})}`) ? "Opening Home…" : "The app has published nothing here yet.",
          ),
    ),
  );
}

// Where the focus was before the thread opened. Who opens one wants to reply, as in Slack.
let beforeThread = null;

function enterThread(pane) {
  beforeThread = document.activeElement;
  queueMicrotask(() => pane.querySelector("textarea")?.focus({ preventScroll: true }));
}

function leaveThread() {
  const target = beforeThread;
  queueMicrotask(() => document.activeElement === document.body && target?.isConnected && target.focus());
}

/** The thread beside the channel, or null when none is open. */
export function threadPane() {
  const channel = openChannel();
  const ts = openThread();
  if (!ts || !channel || channel === "home") {
    return null;
  }
  const thread = messagesOf(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  if (thread.length === 0) {
    return null;
  }
  return h(
    "aside",
    {
      class: "thread",
      key: `thread ${channel.id} ${ts}`,
      "aria-label": "Thread",
      "data-testid": "thread-pane",
      mount: enterThread,
      unmount: leaveThread,
    },
    h(
      "header",
      { class: "pane-header" },
      h("h2", null, "Thread"),
      h("span", { class: "facts" }, channel.is_im ? channelName(channel.id) : `#${channel.name}`),
      h(
        "button",
        {
          type: "button",
          class: "icon-button push-right",
          "aria-label": "Close the thread",
          "data-testid": "thread-close",
          on: { click: () => go({ thread: null }) },
        },
        icon("close"),
      ),
    ),
    messageList(thread, channel, { id: `thread ${me().id} ${channel.id} ${ts}`, inThread: true, label: "Replies" }),
    isMember(channel) &&
      !channel.is_archived &&
      composer(channel, { placeholder: "Reply…", testid: "thread-composer", threadTs: ts }),
  );
}
