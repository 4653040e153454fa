/**
 * Slack's mrkdwn as descriptions of elements.
 *
 * Rule kept here: text never becomes HTML; of what people type only Slack's own marks have a meaning.
 */

import { fullText, isMoment, slackDate } from "./dates.js";
import { h } from "./dom.js";
import { link } from "./links.js";
import { signOf } from "./emoji.js";
import { channelName, getWorkspace, go, me, nameOf, now, zone } from "./state.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** Turns the three entities that Slack uses back into signs. */
export function decoded(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** A text object of Block Kit ({type, text}); links are followed only in mrkdwn. */
export function textObject(object) {
  if (!object) {
    return [];
  }
  if (object.type === "mrkdwn") {
    return mrkdwn(object.text, { verbatim: object.verbatim });
  }
  return plainText(object.text, object.emoji !== false);
}

/** Plain text with its line ends, and emoji where wanted. */
export function plainText(text, withEmoji = true) {
  return lines(withEmoji ? emojified(decoded(text)) : [decoded(text)]);
}

function emojified(text) {
  return text
    .split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/)
    .map((part, index) => (index % 2 ? emoji(part.slice(1, -1)) : part));
}

/** An emoji's name as it is read out: `wave::skin-tone-4` is "wave, skin tone 4". */
export function spoken(name) {
  return name.replace("::", ", ").replace(/[_-](?=\w)/g, " ");
}

/** One emoji by name; an unknown name is shown as `:name:`. */
export function emoji(name) {
  const sign = signOf(name);
  return sign
    ? h("span", { class: "emoji", role: "img", "aria-label": spoken(name), title: `:${name}:` }, sign)
    : `:${name}:`;
}

function lines(nodes) {
  return nodes.flatMap((node) =>
    typeof node === "string" ? node.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])) : [node],
  );
}

/**
 * mrkdwn as descriptions: code blocks, quotes and the marks within lines.
 * @param {string} text
 * @param {{verbatim?: boolean}} [options] verbatim leaves bare addresses alone
 */
export function mrkdwn(text, options = {}) {
  return (text ?? "").split(/(```[\s\S]+?```)/).flatMap((part, index) => {
    if (index % 2) {
      return [h("pre", { class: "code-block" }, codeText(part.slice(3, -3).replace(/^\n|\n$/g, "")))];
    }
    // The line ends around a code block belong to the block, which already stands on lines of its own.
    return quotesAndText(part.replace(index ? /^\n/ : /^$/, ""), options);
  });
}

function quotesAndText(text, options) {
  const out = [];
  let run = [];
  let quoted = null;
  const flush = () => {
    if (run.length && (quoted || run.join("").length)) {
      const content = inline(run.join("\n"), options);
      out.push(quoted ? h("blockquote", null, content) : content);
    }
    run = [];
  };
  let toTheEnd = false;
  for (const line of text.split("\n")) {
    const match = toTheEnd ? null : /^(&gt;&gt;&gt;|>>>|&gt;|>) ?/.exec(line);
    const isQuote = toTheEnd || Boolean(match);
    if (quoted !== null && isQuote !== quoted) {
      flush();
    }
    quoted = isQuote;
    // Three marks quote all that follows.
    toTheEnd ||= Boolean(match) && match[1].length % 3 === 0 && match[1] !== "&gt;" && match[1].length > 1;
    run.push(match ? line.slice(match[0].length) : line);
  }
  flush();
  return out;
}

/** The marks within lines: emphasis, code, links, mentions, dates, emoji, line ends. */
function inline(text, options) {
  const out = [];
  // By mark, up to where none closes: without this a long line of marks would be searched to its end for each of them.
  const unclosed = {};
  let plain = "";
  const flush = () => {
    out.push(...lines([decoded(plain)]));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = markAt(text, at, options, unclosed);
    if (found) {
      flush();
      out.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

// The mark that begins at a place, as {node, end}, or null when the sign there is just a sign.
function markAt(text, at, options, unclosed) {
  const rest = () => text.slice(at);
  const sign = text[at];
  if (sign === "`") {
    const match = /^`([^`\n]+)`/.exec(rest());
    return match && { node: h("code", null, codeText(match[1])), end: at + match[0].length };
  }
  if (sign === "<") {
    const match = /^<([^<>\n]+)>/.exec(rest());
    return match && { node: special(match[1]), end: at + match[0].length };
  }
  if (sign === ":") {
    const match = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(rest());
    return match && signOf(match[1]) ? { node: emoji(match[1]), end: at + match[0].length } : null;
  }
  if (MARKS[sign]) {
    if (at < (unclosed[sign] ?? 0) || !opensAt(text, at)) {
      return null;
    }
    const end = closing(text, at);
    if (text[end] !== sign) {
      unclosed[sign] = end;
      return null;
    }
    return { node: h(MARKS[sign], null, inline(text.slice(at + 1, end), options)), end: end + 1 };
  }
  if (sign === "h" && !options.verbatim && !WORD.test(text[at - 1] ?? "")) {
    const match = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"*_~]/.exec(rest());
    return match && { node: link(decoded(match[0]), decoded(match[0])), end: at + match[0].length };
  }
  return null;
}

// Whether emphasis may open at a place: Slack wants no letter outside the marks and no blank inside.
function opensAt(text, at) {
  const next = text[at + 1];
  return !WORD.test(text[at - 1] ?? "") && next !== undefined && !/\s/.test(next) && next !== text[at];
}

// Where the emphasis that opens at a place closes: at the same sign, else at the end of the line, where there is none.
function closing(text, at) {
  const sign = text[at];
  let index = at + 1;
  for (; index < text.length && text[index] !== "\n"; index += 1) {
    const skipped = "`<".includes(text[index]) && /^(?:`[^`\n]+`|<[^<>\n]+>)/.exec(text.slice(index));
    if (skipped) {
      index += skipped[0].length - 1;
    } else if (
      text[index] === sign &&
      !/\s/.test(text[index - 1]) &&
      !WORD.test(text[index + 1] ?? "") &&
      text[index + 1] !== sign
    ) {
      return index;
    }
  }
  return index;
}

// Within code the marks are plain, but an address that Slack has wrapped is shown bare.
function codeText(text) {
  return decoded(
    text.replace(/<((?:https?|mailto):[^<>|]+)(?:\|([^<>]+))?>/g, (_, address, label) => label ?? address),
  );
}

function special(inner) {
  const [head, ...labels] = inner.split("|");
  const label = labels.length ? labels.join("|") : null;
  if (head.startsWith("@")) {
    return userMention(head.slice(1), label);
  }
  if (head.startsWith("#")) {
    return channelMention(head.slice(1), label);
  }
  if (head.startsWith("!date^")) {
    const [, unix, format, address] = head.split("^");
    return dateElement(Number(unix), decoded(format ?? ""), { address, fallback: decoded(label ?? "") });
  }
  if (head.startsWith("!subteam^")) {
    return groupMention(head.slice(9), label && decoded(label));
  }
  if (/^!(here|channel|everyone)$/.test(head)) {
    return broadcastMention(head.slice(1));
  }
  if (head.startsWith("!")) {
    return h("span", null, decoded(label ?? `<${inner}>`));
  }
  // Only addresses are links; anything else between angle brackets stays what was typed.
  return /^(?:https?|mailto|tel|slack):/i.test(head)
    ? link(decoded(head), label ? emojified(decoded(label)) : decoded(head).replace(/^mailto:/, ""))
    : `<${inner}>`;
}

/** @name, marked when it is the acting person. */
export function userMention(id, label = null) {
  const known = getWorkspace()?.users[id];
  const mine = id === me()?.id;
  return h(
    "span",
    { class: mine ? "mention mention-me" : "mention", title: known?.real_name },
    `@${known ? nameOf(id) : (label ?? id)}`,
  );
}

/** @group, by its handle. */
export function groupMention(id, label = null) {
  const handle = getWorkspace()?.groups?.[id]?.handle;
  return h("span", { class: "mention" }, handle ? `@${handle}` : (label ?? `@${id}`));
}

/** @here, @channel, @everyone. */
export function broadcastMention(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

/** #channel, which opens it. */
export function channelMention(id, label = null) {
  if (!getWorkspace()?.channels[id]) {
    return h("span", { class: "mention" }, `#${label ?? id}`);
  }
  return h(
    "button",
    { class: "mention", type: "button", on: { click: () => go({ channel: id, thread: null }) } },
    `#${channelName(id)}`,
  );
}

/** A moment in the viewer's zone. */
export function dateElement(unix, format, { address, fallback } = {}) {
  if (!isMoment(unix)) {
    return fallback ?? "";
  }
  const text = slackDate(format, unix, zone(), now());
  const props = { class: "date", title: fullText(unix, zone()) };
  return address
    ? link(address, text, props)
    : h("time", { ...props, datetime: new Date(unix * 1000).toISOString() }, text);
}
