/**
 * Messages: one of them, and the list of a channel or thread.
 *
 * Rule kept here: a list stays where the reader has scrolled to; only who is at its end is carried along to what is new.
 */

import { attachment } from "./attachments.js";
import { avatar } from "./avatar.js";
import { blocksOf } from "./blocks.js";
import { dayOf, dividerText, fullText, timeText } from "./dates.js";
import { attempt, h } from "./dom.js";
import { fileShown } from "./files.js";
import { icon } from "./icons.js";
import { messageKey, messageToolbar, offerToolbar } from "./message-actions.js";
import { mrkdwn } from "./mrkdwn.js";
import { reactionBar } from "./reactions.js";
import { bot, changed, go, nameOf, now, pointedAt, user, zone } from "./state.js";

const PAGE_SIZE = 100;
const GROUP_SECONDS = 5 * 60;
const NEAR_END_PX = 80;
// How many messages of a list the reader has asked to see, by list.
const sizes = new Map();
// The message that the address points at and the page has brought into sight.
let shownPoint = null;

/**
 * A list of messages with day dividers.
 * @param {Array<object>} messages oldest first
 * @param {object} channel
 * @param {{id: string, inThread: boolean, label: string}} place
 * @param {...*} before what stands above the first message
 */
export function messageList(messages, channel, place, ...before) {
  const pointed = messages.findIndex((message) => message.ts === pointedAt());
  const size = Math.max(sizes.get(place.id) ?? PAGE_SIZE, pointed < 0 ? 0 : messages.length - pointed);
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
        queueMicrotask(() => showPointed(element) || toEnd(element));
        // A picture takes its room only when it has arrived.
        element.addEventListener("load", () => noteScroll(element), { capture: true });
      },
      update: stayAtEnd,
      on: {
        keydown: moveAmongMessages,
        scroll: (event) => noteScroll(event.currentTarget),
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
      place.inThread ? repliesLine(index, shown.length - 1) : divider(message, shown[index - 1], place),
      attempt(
        () => messageRow(message, channel, { ...place, follows: follows(message, shown[index - 1]) }),
        () => notShown(message, channel, place),
      ),
    ]),
  );
}

function isAway(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_END_PX;
}

function toEnd(element) {
  element.scrollTop = element.scrollHeight;
  element.dataset.height = element.scrollHeight;
}

// Who scrolls away stays there. Where only the list has grown, nobody has scrolled: the end stays in sight.
function noteScroll(element) {
  const hasGrown = element.dataset.height !== String(element.scrollHeight);
  element.dataset.height = element.scrollHeight;
  if (hasGrown && !element.dataset.away) {
    toEnd(element);
  } else {
    element.dataset.away = isAway(element) ? "1" : "";
  }
}

function stayAtEnd(element) {
  if (pointedAt() !== shownPoint) {
    queueMicrotask(() => showPointed(element));
  } else if (!element.dataset.away) {
    queueMicrotask(() => toEnd(element));
  }
}

// Brings the message that the address points at into sight; answers whether this list has it.
function showPointed(element) {
  shownPoint = pointedAt();
  const message = element.querySelector(".message-pointed");
  if (message) {
    element.dataset.away = "1";
    message.scrollIntoView({ block: "center" });
  }
  return Boolean(message);
}

// Up and down go from message to message, as in Slack; from the list itself to the newest one.
function moveAmongMessages(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = event.target.closest(".message");
  if (!step || (event.target !== event.currentTarget && event.target !== here)) {
    return;
  }
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const next = here ? all[all.indexOf(here) + step] : all.at(-1);
  next?.focus();
}

// Between the root of a thread and its replies.
function repliesLine(index, count) {
  return (
    index === 1 &&
    h(
      "div",
      { key: "replies", class: "replies-line" },
      h("span", null, `${count} ${count === 1 ? "reply" : "replies"}`),
    )
  );
}

function divider(message, previous, { id }) {
  if (previous && dayOf(previous.ts, zone()) === dayOf(message.ts, zone())) {
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

function rowKey(message, channel, { inThread }) {
  return `${channel.id} ${message.ts} ${inThread ? "thread" : ""}`;
}

function notShown(message, channel, place) {
  return h(
    "article",
    { key: rowKey(message, channel, place), class: "message", tabindex: -1, "data-testid": "message" },
    h("p", { class: "unknown" }, "This message cannot be shown."),
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
      key: rowKey(message, channel, place),
      class: [
        "message",
        compact && "message-follows",
        message.ephemeral_to && "message-ephemeral",
        message.ts === pointedAt() && "message-pointed",
      ]
        .filter(Boolean)
        .join(" "),
      tabindex: -1,
      "data-testid": "message",
      "data-ts": message.ts,
      "aria-label": `${author ? nameOf(author.id) : "Unknown"}, ${timeText(at, zone())}`,
      on: {
        keydown: (event) => messageKey(event, message, channel, place),
        focusin: offerToolbar,
        focusout: offerToolbar,
      },
    },
    message.ephemeral_to && h("p", { class: "aside only-you" }, icon("eye"), "Only visible to you"),
    h("div", { class: "gutter" }, compact ? time : avatar(author)),
    h(
      "div",
      { class: "message-body" },
      !compact && byline(message, author, time),
      contentOf(message, channel, place),
      (message.files ?? []).map(fileShown),
      message.is_broadcast && place.inThread && h("p", { class: "aside" }, icon("hash"), "Also sent to the channel"),
      reactionBar(message, channel),
      message.reply_count > 0 && !place.inThread && repliesLink(message, channel),
    ),
    !message.ephemeral_to && messageToolbar(message, channel, place),
  );
}

function byline(message, author, time) {
  return h(
    "div",
    { class: "byline" },
    h("strong", { class: "author" }, message.username ?? (author ? nameOf(author.id) : message.user)),
    author?.is_bot && h("span", { class: "badge" }, "APP"),
    time,
  );
}

function contentOf(message, channel, { inThread }) {
  const surface = {
    id: `${channel.id} ${message.ts}`,
    kind: "message",
    target: { channel: channel.id, ts: message.ts },
    blocks: [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((each) => each.blocks ?? [])],
    state: message.state,
  };
  // Slack says nothing of a change where an app has redrawn its blocks.
  const edited =
    message.edited &&
    !(message.by_app && message.blocks?.length) &&
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
      : message.text && h("div", { class: "text" }, mrkdwn(message.text), edited),
    (message.attachments ?? []).map((each, index) => attachment(each, index, surface)),
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
