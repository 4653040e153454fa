/**
 * Messages: one of them, and the list of a channel or thread.
 *
 * Rule kept here: a list stays where the reader has scrolled to; only who is at its end is carried along to what is new.
 */

import { react, runShortcut } from "./acts.js";
import { avatar } from "./avatar.js";
import { blocksOf } from "./blocks.js";
import { dayOf, dividerText, fullText, timeText } from "./dates.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { openPicker, reactionBar } from "./reactions.js";
import { bot, changed, getWorkspace, go, nameOf, now, user, zone } from "./state.js";

const PAGE_SIZE = 100;
const GROUP_SECONDS = 5 * 60;
const NEAR_END_PX = 80;
// How many messages of a list the reader has asked to see, by list.
const sizes = new Map();

/**
 * A list of messages with day dividers.
 * @param {Array<object>} messages oldest first
 * @param {object} channel
 * @param {{id: string, inThread: boolean, label: string}} place
 * @param {...*} before what stands above the first message
 */
export function messageList(messages, channel, place, ...before) {
  const size = sizes.get(place.id) ?? PAGE_SIZE;
  const shown = messages.slice(-size);
  return h(
    "div",
    {
      key: place.id,
      class: "message-list",
      role: "log",
      "aria-label": place.label,
      "aria-live": "polite",
      tabindex: 0,
      mount: (element) => {
        queueMicrotask(() => toEnd(element));
      },
      update: stayAtEnd,
      on: {
        scroll: (event) => {
          event.currentTarget.dataset.away = isAway(event.currentTarget) ? "1" : "";
        },
      },
    },
    messages.length > size &&
      h(
        "button",
        {
          key: "earlier",
          type: "button",
          class: "button earlier",
          on: {
            click: () => {
              sizes.set(place.id, size + PAGE_SIZE);
              changed();
            },
          },
        },
        "Show earlier messages",
      ),
    messages.length <= size && h("div", { key: "before" }, ...before),
    shown.map((message, index) => [
      divider(message, shown[index - 1], place),
      messageRow(message, channel, { ...place, follows: follows(message, shown[index - 1]) }),
    ]),
  );
}

function isAway(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_END_PX;
}

function toEnd(element) {
  element.scrollTop = element.scrollHeight;
}

function stayAtEnd(element) {
  if (!element.dataset.away) {
    queueMicrotask(() => toEnd(element));
  }
}

function divider(message, previous, { inThread, id }) {
  if (inThread || (previous && dayOf(previous.ts, zone()) === dayOf(message.ts, zone()))) {
    return null;
  }
  return h(
    "div",
    { key: `day ${id} ${message.ts}`, class: "day", role: "separator" },
    h("span", null, dividerText(Number(message.ts), zone(), now())),
  );
}

// A message right after one of the same person stands below it without a name of its own, as long as nothing is special.
function follows(message, previous) {
  return (
    Boolean(previous) &&
    previous.user === message.user &&
    message.ts - previous.ts < GROUP_SECONDS &&
    dayOf(previous.ts, zone()) === dayOf(message.ts, zone()) &&
    !message.is_broadcast &&
    !message.ephemeral_to &&
    !previous.ephemeral_to &&
    !previous.reply_count &&
    !user(message.user)?.is_bot
  );
}

function messageRow(message, channel, place) {
  const author = user(message.user) ?? (message.bot_id ? bot() : undefined);
  const at = Number(message.ts);
  const time = h(
    "time",
    { class: "time", datetime: new Date(at * 1000).toISOString(), title: fullText(at, zone()) },
    timeText(at, zone()),
  );
  const compact = place.follows;
  return h(
    "article",
    {
      key: `${channel.id} ${message.ts} ${place.inThread ? "thread" : ""}`,
      class: `message ${compact ? "message-follows" : ""} ${message.ephemeral_to ? "message-ephemeral" : ""}`,
      "data-testid": "message",
      "data-ts": message.ts,
      "aria-label": `${author ? nameOf(author.id) : "Unknown"}, ${timeText(at, zone())}`,
    },
    h("div", { class: "gutter" }, compact ? time : avatar(author)),
    h(
      "div",
      { class: "message-body" },
      !compact &&
        h(
          "div",
          { class: "byline" },
          h("span", { class: "author" }, message.username ?? (author ? nameOf(author.id) : message.user)),
          author?.is_bot && h("span", { class: "badge" }, "APP"),
          time,
        ),
      contentOf(message, channel, place),
      (message.files ?? []).map(fileCard),
      message.is_broadcast && place.inThread && h("p", { class: "aside" }, icon("hash"), "Also sent to the channel"),
      reactionBar(message, channel),
      message.reply_count > 0 && !place.inThread && repliesLink(message, channel),
      message.ephemeral_to && h("p", { class: "aside" }, icon("eye"), "Only visible to you"),
    ),
    !message.ephemeral_to && toolbar(message, channel, place),
  );
}

function contentOf(message, channel, { inThread }) {
  const surface = {
    id: `${channel.id} ${message.ts}`,
    kind: "message",
    target: { channel: channel.id, ts: message.ts },
    state: message.state,
  };
  const edited =
    message.edited &&
    h(
      "span",
      { class: "edited", title: message.edited.ts ? fullText(Number(message.edited.ts), zone()) : null },
      " (edited)",
    );
  return [
    message.is_broadcast &&
      !inThread &&
      h(
        "p",
        { class: "aside" },
        "replied to a thread: ",
        h(
          "button",
          { type: "button", class: "link", on: { click: () => go({ thread: message.thread_ts }) } },
          rootWords(message, channel),
        ),
      ),
    message.blocks?.length
      ? h("div", { class: "blocks" }, blocksOf(message.blocks, surface), edited)
      : h("div", { class: "text" }, mrkdwn(message.text), edited),
  ];
}

function rootWords(message, channel) {
  const root = channel.messages.find((each) => each.ts === message.thread_ts);
  const words = (root?.text ?? "the thread").replace(/<[^>|]*\|([^>]*)>/g, "$1").replace(/[*_~`]/g, "");
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

function repliesLink(message, channel) {
  const replies = channel.messages.filter(
    (each) => each.thread_ts === message.ts && each.ts !== message.ts && !each.ephemeral_to,
  );
  const writers = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return h(
    "button",
    { type: "button", class: "replies", "data-testid": "replies", on: { click: () => go({ thread: message.ts }) } },
    writers.map((id) => avatar(user(id), "small")),
    h("span", { class: "replies-count" }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    replies.length > 0 &&
      h(
        "span",
        { class: "replies-last" },
        `Last one ${dividerText(Number(replies.at(-1).ts), zone(), now()).toLowerCase()} at ${timeText(Number(replies.at(-1).ts), zone())}`,
      ),
  );
}

function fileCard(file) {
  const kind = file.name?.split(".").at(-1).toUpperCase() ?? "";
  return h(
    "a",
    {
      key: file.id,
      class: "file-card",
      href: `/_sandbox/files/${encodeURIComponent(file.id)}`,
      download: file.name ?? true,
      "data-testid": "file",
    },
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-name" },
      h("strong", null, file.title || file.name),
      h("small", null, [kind, sizeText(file.size)].filter(Boolean).join(" · ")),
    ),
    icon("download"),
  );
}

function sizeText(bytes) {
  return bytes === undefined ? "" : bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} kB`;
}

function toolbar(message, channel, place) {
  const shortcuts = (getWorkspace().shortcuts ?? []).filter((shortcut) => shortcut.type === "message");
  const pickReaction = (event) => openPicker(event.currentTarget, (name) => react(channel, message, name));
  const reply = () => go({ thread: message.thread_ts ?? message.ts });
  const openShortcuts = (event) =>
    openMenu(
      event.currentTarget,
      "Message shortcuts",
      shortcuts.map((shortcut) => ({
        label: shortcut.name,
        icon: icon("bolt"),
        testid: `shortcut-${shortcut.callback_id}`,
        run: () => runShortcut(shortcut.callback_id, channel, message),
      })),
    );
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    iconButton("smile", "Add a reaction", pickReaction, { "data-testid": "react-button", "aria-haspopup": "dialog" }),
    !place.inThread && iconButton("reply", "Reply in thread", reply, { "data-testid": "reply-button" }),
    shortcuts.length > 0 &&
      iconButton("more", "More actions", openShortcuts, { "data-testid": "message-menu", "aria-haspopup": "menu" }),
  );
}
