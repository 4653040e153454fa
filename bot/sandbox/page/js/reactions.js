/** Reactions: the bar below a message. */

import { react } from "./acts.js";
import { h } from "./dom.js";
import { openPicker } from "./emoji-picker.js";
import { icon } from "./icons.js";
import { emoji, spoken } from "./mrkdwn.js";
import { me, nameOf } from "./state.js";

/** The bar of reactions below a message, or null without any. */
export function reactionBar(message, channel) {
  const reactions = message.reactions ?? [];
  if (reactions.length === 0) {
    return null;
  }
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    reactions.map((reaction) => pill(reaction, message, channel)),
    h(
      "button",
      {
        key: "add",
        type: "button",
        class: "reaction reaction-add",
        "aria-label": "Add a reaction",
        "aria-haspopup": "dialog",
        on: { click: (event) => openPicker(event.currentTarget, (name) => react(channel, message, name)) },
      },
      icon("smile"),
    ),
  );
}

function pill({ name, users }, message, channel) {
  const mine = users.includes(me().id);
  const who = users.map((id) => (id === me().id ? "you" : nameOf(id))).join(", ");
  return h(
    "button",
    {
      key: name,
      type: "button",
      class: `reaction ${mine ? "reaction-mine" : ""}`,
      "data-testid": `reaction-${name}`,
      "aria-pressed": String(mine),
      "aria-label": `${spoken(name)}, ${users.length}, by ${who}`,
      title: `${who} reacted with :${name}:`,
      on: { click: () => react(channel, message, name, mine) },
    },
    emoji(name),
    h("span", { class: "count" }, String(users.length)),
  );
}
