/**
 * rich_text blocks, shown.
 *
 * Rule kept here: an element of an unknown kind shows its text, if it has any, and is never an error.
 */

import { h } from "./dom.js";
import { link } from "./links.js";
import { broadcastMention, channelMention, dateElement, emoji, groupMention, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", highlight: "mark", code: "code" };
const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

/** A rich_text block's content. */
export function richText(block) {
  return h("div", { class: "rich-text" }, (block.elements ?? []).map(part));
}

function part(element) {
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-section" }, inlines(element.elements));
    case "rich_text_list":
      return list(element);
    case "rich_text_quote":
      return h("blockquote", null, inlines(element.elements));
    case "rich_text_preformatted":
      return h(
        "pre",
        { class: "code-block", "data-language": element.language },
        (element.elements ?? []).map((each) => each.text ?? each.url ?? ""),
      );
    default:
      return inlines([element]);
  }
}

function list(element) {
  const indent = element.indent ?? 0;
  const ordered = element.style === "ordered";
  return h(
    ordered ? "ol" : "ul",
    {
      class: element.border ? "rich-list rich-border" : "rich-list",
      style: {
        "margin-inline-start": `${indent * 1.75}rem`,
        "list-style-type": (ordered ? NUMBERS : BULLETS)[indent % 3],
      },
      start: ordered && element.offset ? element.offset + 1 : null,
    },
    (element.elements ?? []).map((item) => h("li", null, inlines(item.elements))),
  );
}

function inlines(elements = []) {
  return elements.map((element) => styled(inlineOf(element), element.style));
}

/** One element within a line. */
export function inlineOf(element) {
  switch (element.type) {
    case "link":
      return link(element.url, element.text || element.url);
    case "emoji":
      return emoji(element.skin_tone > 1 ? `${element.name}::skin-tone-${element.skin_tone}` : element.name);
    case "user":
      return userMention(element.user_id);
    case "channel":
      return channelMention(element.channel_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "team":
      return h("span", { class: "mention" }, `@${element.team_id}`);
    case "broadcast":
      return broadcastMention(element.range);
    case "date":
      return dateElement(element.timestamp, element.format, { address: element.url, fallback: element.fallback });
    case "color":
      return h(
        "span",
        { class: "color" },
        h("i", { style: { background: /^#[0-9a-f]{3,8}$/i.test(element.value) ? element.value : "none" } }),
        element.value,
      );
    default:
      return h("span", { class: "kept-lines" }, element.text ?? element.fallback ?? "");
  }
}

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style[name] ? h(tag, null, inner) : inner), node);
}
