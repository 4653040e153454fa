/** What can be done with a message: the bar that shows on it, its menu with the app's shortcuts, and its keys. */

import { react, runShortcut } from "./acts.js";
import { h } from "./dom.js";
import { openPicker } from "./emoji-picker.js";
import { icon, iconButton } from "./icons.js";
import { permalink } from "./links.js";
import { decoded, emoji, spoken } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { bot, getWorkspace, go, nameOf } from "./state.js";
import { toast } from "./toasts.js";

const QUICK = ["white_check_mark", "eyes", "raised_hands"];

// For Tab a bar is one stop, and only that of the message with the focus is one at all: with a hundred messages their
// buttons would be six hundred stops on the way to the composer. The arrows go between the buttons.
const PASSED_OVER = { initial: { tabIndex: -1 } };

/** Makes a message's bar a stop for Tab while the focus is in the message: for `focusin` and `focusout` there. */
export function offerToolbar({ type, target, currentTarget: message, relatedTarget: next }) {
  const isHere = type === "focusin" || message.contains(next);
  const buttons = buttonsOf(message);
  const stop = buttons.includes(target) ? target : buttons[0];
  buttons.forEach((button) => (button.tabIndex = isHere && button === stop ? 0 : -1));
}

function buttonsOf(element) {
  return [...element.querySelectorAll(".toolbar button")].filter((button) => button.getClientRects().length);
}

function otherButton(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const buttons = buttonsOf(event.currentTarget.parentElement);
    buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
  }
}

/** The bar of a message. */
export function messageToolbar(message, channel, place) {
  const pickReaction = (event) => openPicker(event.currentTarget, (name) => react(channel, message, name));
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions", on: { keydown: otherButton } },
    QUICK.map((name) => quickReaction(name, message, channel)),
    iconButton("smile", "Add a reaction", pickReaction, {
      ...PASSED_OVER,
      "data-testid": "react-button",
      "aria-haspopup": "dialog",
    }),
    !place.inThread &&
      iconButton("reply", "Reply in thread", () => openReplies(message), {
        ...PASSED_OVER,
        "data-testid": "reply-button",
      }),
    iconButton("more", "More actions", (event) => openMessageMenu(event.currentTarget, message, channel, place), {
      ...PASSED_OVER,
      "data-testid": "message-menu",
      "aria-haspopup": "menu",
    }),
  );
}

function quickReaction(name, message, channel) {
  const label = `React with ${spoken(name)}`;
  return h(
    "button",
    {
      key: name,
      type: "button",
      class: "icon-button quick-reaction",
      "aria-label": label,
      title: label,
      ...PASSED_OVER,
      on: { click: () => react(channel, message, name) },
    },
    emoji(name),
  );
}

function openReplies(message) {
  go({ thread: message.thread_ts ?? message.ts });
}

function openMessageMenu(anchor, message, channel, place) {
  const shortcuts = (getWorkspace().shortcuts ?? []).filter((shortcut) => shortcut.type === "message");
  openMenu(anchor, "More actions", [
    !place.inThread && { label: "Reply in thread", icon: icon("reply"), run: () => openReplies(message) },
    {
      label: "Copy link",
      icon: icon("link"),
      testid: "copy-link",
      run: () => copy(permalink(channel, message), "The link was copied."),
    },
    message.text && {
      label: "Copy text",
      icon: icon("copy"),
      run: () => copy(decoded(message.text), "The text was copied."),
    },
    ...shortcuts.map((shortcut) => ({
      group: bot() && nameOf(bot().id),
      label: shortcut.name,
      icon: icon("bolt"),
      testid: `shortcut-${shortcut.callback_id}`,
      run: () => runShortcut(shortcut.callback_id, channel, message),
    })),
  ]);
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done, "info");
  } catch {
    toast("The browser does not let this page copy.");
  }
}

/** The keys of a message that has the focus, as in Slack: R reacts, T or → opens its thread. */
export function messageKey(event, message, channel, place) {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "r" && !message.ephemeral_to) {
    event.preventDefault();
    const anchor = event.currentTarget.querySelector("[data-testid=react-button]");
    openPicker(anchor, (name) => react(channel, message, name));
  } else if (["t", "arrowright"].includes(key) && !place.inThread && !message.ephemeral_to) {
    event.preventDefault();
    openReplies(message);
  }
}
