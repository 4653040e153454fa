/** The greeting for newcomers: what this is, and five things to try, each ticked once done. */

import { advanceClock, react } from "./acts.js";
import { prepare } from "./composer.js";
import { nextWorkingDay } from "./dates.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { isDone } from "./progress.js";
import { bot, changed, getWorkspace, go, isMember, me, nameOf, now, openChannel, people, zone } from "./state.js";
import { toast } from "./toasts.js";

const KEY = "sandbox.greeting";
let shown = localStorage.getItem(KEY) !== "dismissed";

/** Opens the greeting again. */
export function showGreeting() {
  setShown(true);
}

function setShown(next) {
  shown = next;
  localStorage.setItem(KEY, shown ? "shown" : "dismissed");
  changed();
}

/** The greeting, or null once it was dismissed. */
export function greeting() {
  if (!shown) {
    return null;
  }
  const attributes = { class: "greeting", "aria-labelledby": "greeting-title", "data-testid": "greeting" };
  return h(
    "section",
    { key: "greeting", ...attributes },
    h(
      "header",
      null,
      h(
        "div",
        null,
        h("h2", { id: "greeting-title" }, "Welcome to the sandbox"),
        h(
          "p",
          null,
          `A workspace on your own machine with the real ${botName()} in it. You play everybody; no Slack account is needed.`,
        ),
      ),
      iconButton("close", "Dismiss the greeting", () => setShown(false), { "data-testid": "greeting-dismiss" }),
    ),
    h("ol", null, steps().map(stepCard)),
  );
}

function stepCard(step, index) {
  const done = isDone(step.id);
  return h(
    "li",
    { key: step.id, class: done ? "step step-done" : "step" },
    h("span", { class: "step-mark", "aria-hidden": "true" }, done ? icon("check") : String(index + 1)),
    h(
      "div",
      { class: "step-text" },
      h("strong", null, step.title, done && h("span", { class: "visually-hidden" }, " (done)")),
      h("p", null, step.text),
    ),
    h(
      "button",
      { type: "button", class: "button button-small", "data-testid": `step-${step.id}`, on: { click: step.run } },
      step.act,
    ),
  );
}

function steps() {
  return [
    {
      id: "command",
      title: `Type ${commandName()} new`,
      text: "A form opens; a title is all it needs.",
      act: "Prepare it",
      run: prepareCommand,
    },
    {
      id: "press",
      title: "Press a button as somebody else",
      text: "Take another person's seat and answer the card.",
      act: `Become ${nextPerson()}`,
      run: becomeNext,
    },
    {
      id: "bell",
      title: "React with 🔔",
      text: "It asks the drafter to schedule the discussion.",
      act: "Ring the bell",
      run: ringBell,
    },
    {
      id: "clock",
      title: "Move the clock",
      text: "Reminders come when their working day comes.",
      act: "+1 working day",
      run: () => advanceClock(`${Math.ceil(nextWorkingDay(now(), zone()) - now())}s`),
    },
    {
      id: "dm",
      title: "Answer the direct message",
      text: `${botName()} writes to the drafter: press or reply.`,
      act: "Open the message",
      run: openDirect,
    },
  ];
}

function commandName() {
  return getWorkspace().commands?.[0]?.command ?? "/techspec";
}

function botName() {
  return bot() ? nameOf(bot().id) : "bot";
}

function nextPerson() {
  return nameOf(following().id);
}

function following() {
  const all = people();
  return all[(all.findIndex((person) => person.id === me().id) + 1) % all.length];
}

// The channel to try things in: the open one when the bot is there, else the first that the person and the bot share.
function tryChannel() {
  const shared = (channel) => !channel.is_im && isMember(channel) && channel.members.includes(bot()?.id);
  const open = openChannel();
  return open && open !== "home" && shared(open) ? open : Object.values(getWorkspace().channels).find(shared);
}

function prepareCommand() {
  const channel = tryChannel();
  if (!channel) {
    return;
  }
  go({ channel: channel.id, thread: null });
  // The composer of another channel exists only once the page was drawn.
  setTimeout(() => prepare(channel, `${commandName()} new `), 50);
}

function becomeNext() {
  const next = following();
  const open = openChannel();
  const stays =
    open && open !== "home" && open.members.includes(next.id)
      ? open
      : Object.values(getWorkspace().channels).find(
          (channel) => !channel.is_im && channel.members.includes(next.id) && channel.members.includes(bot()?.id),
        );
  go({ as: next.id, channel: stays?.id, thread: null });
}

function ringBell() {
  const channel = tryChannel();
  const card = channel?.messages.findLast(
    (message) => message.user === bot()?.id && !message.ephemeral_to && !message.thread_ts && message.blocks?.length,
  );
  if (!card) {
    toast("There is no card to react to yet. Begin with step 1.", "info");
    return;
  }
  go({ channel: channel.id, thread: null });
  react(channel, card, "bell");
}

function openDirect() {
  const direct = Object.values(getWorkspace().channels).find(
    (channel) => channel.is_im && isMember(channel) && channel.members.includes(bot()?.id),
  );
  if (direct) {
    go({ channel: direct.id, thread: null });
  } else {
    toast(`${botName()} has not written to ${nameOf(me().id)} yet.`, "info");
  }
}
