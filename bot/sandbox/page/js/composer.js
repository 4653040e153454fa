/**
 * The field in which people write: messages, replies and slash commands.
 *
 * Rule kept here: a text is kept by person and place until it was sent, and comes back when sending failed.
 */

import { isCommand, runShortcut, send } from "./acts.js";
import { upload } from "./api.js";
import { h } from "./dom.js";
import { openPicker } from "./emoji-picker.js";
import { icon, iconButton } from "./icons.js";
import { openMenu } from "./popover.js";
import { changed, channelName, getWorkspace, me } from "./state.js";
import { asSent, suggestionList, suggestions, usageHint } from "./suggestions.js";
import { toast } from "./toasts.js";

const drafts = new Map();
// By composer: files that wait to be sent, {id, name}; and whether a reply also goes to the channel.
const attached = new Map();
const broadcasts = new Set();
const fields = new Map();
// By composer, where the caret was after the last letter: suggestions are for who types, and go when the caret does.
const typedTo = new Map();
// By composer, what its draft has drawn around the field.
const drawn = new Map();
let active = 0;
// The text for which suggestions were waved away with Esc.
let dismissed = null;

/**
 * A composer.
 * @param {object} channel
 * @param {{placeholder: string, testid: string, threadTs?: string}} options
 */
export function composer(channel, { placeholder, testid, threadTs }) {
  const key = `${me().id} ${channel.id} ${threadTs ?? ""}`;
  const draft = drafts.get(key) ?? "";
  const place = { key, channel, threadTs };
  const hints = hintsOf(place);
  drawn.set(key, surroundings(place));
  const submit = (event) => {
    event.preventDefault();
    submitDraft(place);
  };
  return h(
    "form",
    { class: "composer", key, on: { submit } },
    hints.length > 0 && suggestionList(hints, marked(hints), (hint) => take(hint, place)),
    textArea(place, draft, hints, { placeholder, "aria-label": placeholder, "data-testid": testid }),
    attachments(key),
    threadTs && !channel.is_im && broadcastChoice(key, channel),
    toolRow(place, draft),
  );
}

function hintsOf({ key, threadTs }) {
  const draft = drafts.get(key) ?? "";
  const caret = typedTo.get(key);
  const isTyping = caret !== undefined && caret === fields.get(key)?.selectionStart && dismissed !== draft;
  return isTyping ? suggestions(draft, caret, threadTs) : [];
}

// The place of the marked suggestion.
function marked(hints) {
  return Math.min(active, hints.length - 1);
}

function textArea(place, draft, hints, attributes) {
  const { key } = place;
  const input = (event) => {
    drafts.set(key, event.currentTarget.value);
    typedTo.set(key, event.currentTarget.selectionStart);
    fit(event.currentTarget);
    dismissed = null;
    look();
  };
  // Most letters change nothing around the field: then there is nothing to draw.
  const look = () => {
    if (surroundings(place) !== drawn.get(key)) {
      active = 0;
      changed();
    }
  };
  return h("textarea", {
    ...attributes,
    key: "text",
    rows: 1,
    class: "composer-text",
    initial: { value: draft },
    "aria-autocomplete": "list",
    "aria-controls": hints.length ? "suggestions" : null,
    "aria-activedescendant": hints.length ? `suggestion-${marked(hints)}` : null,
    mount: (element) => {
      fields.set(key, element);
      queueMicrotask(() => fit(element));
    },
    unmount: () => fields.delete(key),
    on: { input, keydown: (event) => pressed(event, place), keyup: look, click: look },
  });
}

function surroundings(place) {
  const draft = drafts.get(place.key) ?? "";
  return JSON.stringify([hintsOf(place), usageHint(draft, place.threadTs), draft.trim() !== ""]);
}

function broadcastChoice(key, channel) {
  const change = (event) => {
    broadcasts[event.currentTarget.checked ? "add" : "delete"](key);
    changed();
  };
  return h(
    "label",
    { key: "broadcast", class: "choice composer-broadcast" },
    h("input", { type: "checkbox", live: { checked: broadcasts.has(key) }, on: { change } }),
    h("span", null, `Also send to #${channelName(channel.id)}`),
  );
}

function toolRow(place, draft) {
  const { key, channel, threadTs } = place;
  const openHere = (event) => openShortcuts(event.currentTarget, channel);
  const hasShortcuts = (getWorkspace().shortcuts ?? []).some((shortcut) => shortcut.type === "global");
  const pickEmoji = (event) => openPicker(event.currentTarget, (name) => insert(place, `:${name}: `));
  const keys = h("span", { class: "composer-keys" }, "Enter sends, Shift + Enter makes a new line");
  return h(
    "div",
    { key: "bar", class: "composer-bar" },
    h(
      "label",
      { class: "icon-button composer-file", title: "Attach a file" },
      icon("plus"),
      h("input", {
        type: "file",
        multiple: true,
        class: "visually-hidden",
        "aria-label": "Attach a file",
        "data-testid": threadTs ? "thread-file" : "file",
        on: { change: (event) => attach(key, event.currentTarget) },
      }),
    ),
    hasShortcuts &&
      iconButton("bolt", "Shortcuts", openHere, { "data-testid": "shortcuts-button", "aria-haspopup": "menu" }),
    iconButton("smile", "Emoji", pickEmoji, { "aria-haspopup": "dialog" }),
    h("small", { class: "composer-hint" }, usageHint(draft, threadTs) ?? keys),
    h(
      "button",
      {
        type: "submit",
        class: `icon-button send ${draft.trim() || attached.has(key) ? "send-ready" : ""}`,
        "aria-label": "Send",
        "data-testid": threadTs ? "thread-send" : "send",
      },
      icon("send"),
    ),
  );
}

function openShortcuts(anchor, channel) {
  const shortcuts = getWorkspace().shortcuts.filter((shortcut) => shortcut.type === "global");
  openMenu(
    anchor,
    "Shortcuts",
    shortcuts.map((shortcut) => ({
      label: shortcut.name,
      icon: icon("bolt"),
      testid: `shortcut-${shortcut.callback_id}`,
      run: () => runShortcut(shortcut.callback_id, channel),
    })),
  );
}

/** Puts a text into the composer of a place and the caret at its end. */
export function prepare(channel, text) {
  const key = `${me().id} ${channel.id} `;
  drafts.set(key, text);
  fill(key, text);
}

function fill(key, text, caret = text.length) {
  const field = fields.get(key);
  if (field) {
    field.value = text;
    field.focus();
    field.setSelectionRange(caret, caret);
    fit(field);
  }
  changed();
}

function insert({ key }, text) {
  const field = fields.get(key);
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  drafts.set(key, field.value);
  field.focus();
  changed();
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, window.innerHeight * 0.4)}px`;
}

async function submitDraft({ key, channel, threadTs }) {
  const text = (drafts.get(key) ?? "").trim();
  const files = attached.get(key) ?? [];
  if (!text && !files.length) {
    return;
  }
  const broadcast = broadcasts.delete(key);
  drafts.delete(key);
  attached.delete(key);
  fill(key, "");
  const ready = isCommand(text, threadTs) ? text : asSent(text);
  const arrived = await send(channel, ready, { threadTs, broadcast, files: files.map((file) => file.id) });
  if (!arrived && !drafts.get(key)) {
    drafts.set(key, text);
    attached.set(key, files);
    fill(key, text);
  }
}

async function attach(key, field) {
  const files = [...field.files];
  field.value = "";
  for (const file of files) {
    const answer = await upload(me().id, file);
    if (answer.ok) {
      attached.set(key, [...(attached.get(key) ?? []), { id: answer.file, name: file.name }]);
      changed();
    } else {
      toast(answer.message ?? answer.error);
    }
  }
}

function attachments(key) {
  const files = attached.get(key) ?? [];
  const remove = (id) => {
    const rest = files.filter((file) => file.id !== id);
    attached[rest.length ? "set" : "delete"](key, rest);
    changed();
  };
  return (
    files.length > 0 &&
    h(
      "div",
      { key: "files", class: "composer-files" },
      files.map(({ id, name }) =>
        h(
          "span",
          { key: id, class: "file-chip" },
          icon("file"),
          h("span", null, name),
          h(
            "button",
            { type: "button", class: "icon-button", "aria-label": `Remove ${name}`, on: { click: () => remove(id) } },
            icon("close"),
          ),
        ),
      ),
    )
  );
}

function take(hint, place) {
  drafts.set(place.key, hint.text);
  fill(place.key, hint.text, hint.caret);
}

function pressed(event, place) {
  if (event.isComposing) {
    return;
  }
  const draft = drafts.get(place.key) ?? "";
  const hints = hintsOf(place);
  const chosen = hints[Math.min(active, hints.length - 1)];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (hints.length && step) {
    event.preventDefault();
    active = (Math.min(active, hints.length - 1) + step + hints.length) % hints.length;
    changed();
  } else if (hints.length && event.key === "Escape") {
    event.stopPropagation();
    dismissed = draft;
    changed();
  } else if (hints.length && (event.key === "Tab" || (event.key === "Enter" && chosen.text.trim() !== draft.trim()))) {
    event.preventDefault();
    take(chosen, place);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submitDraft(place);
  }
}
