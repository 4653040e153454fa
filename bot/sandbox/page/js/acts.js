/**
 * What the acting person does: each function sends one act and shows what went wrong with it.
 *
 * Rule kept here: the same act is not sent twice while the first is under way.
 */

import { post } from "./api.js";
import { setProblems, typedValues } from "./forms.js";
import { note } from "./progress.js";
import { changed, me } from "./state.js";
import { toast } from "./toasts.js";

const underWay = new Set();

/** Whether an act of this key is being carried out. */
export function isBusy(key) {
  return underWay.has(key);
}

/** Sends an act as the acting person, once at a time by `key`; answers null when the same one is still under way. */
async function act(name, body, key = `${name} ${JSON.stringify(body)}`) {
  if (underWay.has(key)) {
    return null;
  }
  underWay.add(key);
  changed();
  const answer = await post(name, { as: me().id, ...body });
  underWay.delete(key);
  changed();
  return answer;
}

async function actOrToast(name, body, key) {
  const answer = await act(name, body, key);
  if (answer && !answer.ok) {
    toast(sentence(answer));
  }
  return Boolean(answer?.ok);
}

/** What an answer says went wrong, as a sentence. */
function sentence({ error = "That did not work.", message, errors = {} }) {
  const said = message ? `${message[0].toUpperCase()}${message.slice(1)} (${error})` : error;
  return [said, ...Object.values(errors)].join("\n");
}

/** The key of a control, by which it shows that its press is under way. */
export function controlKey(surface, blockId, actionId) {
  return `click ${me()?.id} ${surface.id} ${blockId} ${actionId}`;
}

/**
 * Presses a control of a block.
 * @param {object} surface where the block is shown: {id, kind, target, blocks, view?}
 * @param {{block_id?: string}} block
 * @param {{action_id: string}} element
 * @param {{value?: *, selected?: *}} chosen
 */
export async function press(surface, block, element, chosen = {}) {
  const place = { ...surface.target, action_id: element.action_id, block_id: block.block_id };
  const body = { ...place, values: typedValues(surface), ...chosen };
  const answer = await act("click", body, controlKey(surface, block.block_id, element.action_id));
  if (!answer) {
    return;
  }
  if (answer.ok) {
    note(surface.kind === "message" ? "press" : null);
  } else if (surface.view) {
    setProblems(surface.view.id, { errors: answer.errors, banner: sentence(answer) });
    changed();
  } else {
    toast(sentence(answer));
  }
}

// A view that the bot has changed is a new question: its submit button works although the first answer is still under way.
function submitKey(view) {
  return `submit ${view.id} ${view.hash}`;
}

/** Whether a view is being submitted. */
export function isSubmitting(view) {
  return isBusy(submitKey(view));
}

/** Submits the top modal with what was typed. */
export async function submit(view) {
  setProblems(view.id, {});
  const answer = await act("submit", { values: typedValues(view) }, submitKey(view));
  if (answer && !answer.ok) {
    const errors = answer.errors ?? {};
    setProblems(view.id, { errors, banner: Object.keys(errors).length ? null : sentence(answer) });
    changed();
  }
}

/** Closes the top modal, or with `all` those below it too. */
export function closeView(view, { all = false } = {}) {
  return actOrToast("close", all ? { all } : {}, `close ${view.id}`);
}

/** Adds a reaction, or takes the acting person's own away. */
export async function react(channel, message, name, remove = false) {
  const done = await actOrToast("react", { channel: channel.id, ts: message.ts, name, ...(remove ? { remove } : {}) });
  if (done && !remove && name.startsWith("bell")) {
    note("bell");
  }
}

let sent = 0;

/**
 * Sends what stands in a composer: a slash command, or a message. Saying the same twice is allowed.
 * @param {object} channel
 * @param {string} text
 * @param {{threadTs?: string, broadcast?: boolean, files?: string[]}} options `files`: ids of uploaded files
 * @returns {Promise<boolean>} whether it arrived
 */
export async function send(channel, text, { threadTs, broadcast = false, files = [] }) {
  sent += 1;
  const key = `send ${sent}`;
  if (isCommand(text, threadTs)) {
    const done = await actOrToast("command", { channel: channel.id, text }, key);
    note(done ? "command" : null);
    return done;
  }
  const body = { channel: channel.id, text };
  if (threadTs) {
    Object.assign(body, { thread_ts: threadTs, reply_broadcast: broadcast });
  }
  if (files.length) {
    body.files = files;
  }
  const done = await actOrToast("message", body, key);
  note(done && channel.is_im ? "dm" : null);
  return done;
}

/** Whether a text is a slash command: as in Slack, a thread has none. */
export function isCommand(text, threadTs) {
  return text.startsWith("/") && !threadTs;
}

/** Joins a public channel. */
export function join(channel) {
  return actOrToast("join", { channel: channel.id });
}

/** Runs a shortcut, on a message where it is one of a message, else while looking at a channel. */
export function runShortcut(callbackId, channel, message) {
  return actOrToast("shortcut", {
    callback_id: callbackId,
    ...(channel ? { channel: channel.id } : {}),
    ...(message ? { ts: message.ts } : {}),
  });
}

/** Opens the app's Home, as the bot hears it. */
export function visitHome() {
  return actOrToast("home", {});
}

/** Moves the workspace's clock ahead by a duration such as "26h". */
export async function advanceClock(duration) {
  const answer = await act("clock", { advance: duration }, "clock");
  if (!answer) {
    return;
  }
  if (!answer.ok) {
    toast(sentence(answer));
  } else if (answer.at_rest === false) {
    toast("The clock was moved; the bot still has work in hand.", "info");
  }
  note(answer.ok ? "clock" : null);
}
