/**
 * What a composer makes of a draft: suggestions while it is written, and Slack's form when it is sent.
 *
 * Rule kept here: a command goes out as it was typed; only a message is put into Slack's form.
 */

import { h } from "./dom.js";
import { findEmoji, signOf } from "./emoji.js";
import { getWorkspace, nameOf, people } from "./state.js";

/** A text as Slack's own apps send it: the three signs escaped, names of people as mentions, addresses as links. */
export function asSent(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const called = Object.values(getWorkspace().users)
    .filter((user) => !user.deleted)
    .flatMap((user) => [
      [nameOf(user.id), user.id],
      [user.name, user.id],
    ]);
  // Longer names first: "@Dana Whitfield" is not "@Dana" followed by a word.
  const mentioned = called
    .sort(([one], [other]) => other.length - one.length)
    .reduce(
      (done, [name, id]) => done.replaceAll(new RegExp(`(^|\\s)@${escapeRegExp(name)}(?![\\w-])`, "gi"), `$1<@${id}>`),
      escaped,
    );
  return mentioned.replace(/(^|\s)(https?:\/\/[^\s<>]+)/g, "$1<$2>");
}

function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function isCommandText(draft, threadTs) {
  return draft.startsWith("/") && !threadTs;
}

/**
 * What could stand at the caret of a draft: [{text: the whole new draft, caret: its place then, label, usage, description,
 * picture}].
 */
export function suggestions(draft, caret, threadTs) {
  const before = draft.slice(0, caret);
  const put = (typed, words) => completed(before.slice(0, before.length - typed.length), words, draft.slice(caret));
  const isCommand = isCommandText(draft, threadTs);
  if (isCommand && /^\/\S*$/.test(before)) {
    return (getWorkspace().commands ?? [])
      .filter(({ command }) => command.startsWith(before.toLowerCase()))
      .map(({ command, description, usage_hint: usage }) => ({
        ...put(before, command),
        label: command,
        usage,
        description,
      }));
  }
  const colon = /(?:^|\s):([a-z0-9_+'-]{2,})$/i.exec(before);
  if (colon && !isCommand) {
    return findEmoji(colon[1])
      .slice(0, 6)
      .map(({ name }) => ({ ...put(colon[1], `${name}:`), label: `:${name}:`, picture: signOf(name) }));
  }
  const at = /(?:^|\s)@([^\s@]*)$/.exec(before);
  const words = at?.[1].toLowerCase();
  return (at ? people() : [])
    .filter((person) => nameOf(person.id).toLowerCase().startsWith(words) || person.name.startsWith(words))
    .slice(0, 6)
    .map((person) => ({
      // A command goes out as typed, and there only a name without blanks is sure to be read as one.
      ...put(at[1], isCommand ? person.name : nameOf(person.id)),
      label: nameOf(person.id),
      description: person.title,
    }));
}

// The caret comes to stand after the blank that follows the words.
function completed(before, words, rest) {
  const start = `${before}${words} `;
  return { text: start + rest.replace(/^ /, ""), caret: start.length };
}

/** How the command of a draft is used, or null without one. */
export function usageHint(draft, threadTs) {
  const command = !threadTs && (getWorkspace().commands ?? []).find((each) => draft.startsWith(`${each.command} `));
  return command?.usage_hint ? `${command.command} ${command.usage_hint}` : null;
}

/**
 * The list of suggestions above a composer.
 * @param {Array<object>} hints
 * @param {number} marked the place of the marked one
 * @param {function(object): void} take is given the chosen one
 */
export function suggestionList(hints, marked, take) {
  // A press in the list must not take the focus out of the composer.
  const mousedown = (event) => event.preventDefault();
  return h(
    "div",
    {
      key: "suggestions",
      class: "suggestions",
      role: "listbox",
      id: "suggestions",
      "aria-label": "Suggestions",
      on: { mousedown },
    },
    hints.map((hint, index) =>
      h(
        "div",
        {
          key: hint.label,
          role: "option",
          id: `suggestion-${index}`,
          class: `option ${index === marked ? "option-active" : ""}`,
          "aria-selected": String(index === marked),
          on: { click: () => take(hint) },
        },
        hint.picture && h("span", { class: "emoji" }, hint.picture),
        h(
          "span",
          { class: "option-text" },
          h(
            "span",
            null,
            h("strong", null, h("bdi", null, hint.label)),
            hint.usage && h("span", { class: "usage" }, ` ${hint.usage}`),
          ),
          hint.description && h("small", null, hint.description),
        ),
      ),
    ),
  );
}
