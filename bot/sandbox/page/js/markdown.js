/**
 * The Markdown of a `markdown` block as descriptions of elements: headings, lists, quotes, code, tables, rules, paragraphs.
 *
 * Rule kept here: raw HTML is text, and an image is a link, as in Slack.
 */

import { h } from "./dom.js";
import { link } from "./links.js";
import { channelMention, emoji, userMention } from "./mrkdwn.js";

// Quotes and lists inside each other, deeper than anybody reads; what is deeper is shown as it was typed.
const MAX_DEPTH = 16;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Markdown as descriptions. */
export function markdown(text) {
  return blocksOf((text ?? "").replace(/\r\n?/g, "\n").split("\n"));
}

function blocksOf(lines, depth = 0) {
  const nested = depth < MAX_DEPTH;
  const out = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    const taken = line.trim()
      ? (fence(lines, at) ??
        table(lines, at) ??
        heading(line) ??
        (nested ? (quote(lines, at, depth) ?? list(lines, at, depth)) : null) ??
        paragraph(lines, at))
      : { lines: 1 };
    if (taken.node) {
      out.push(taken.node);
    }
    at += taken.lines;
  }
  return out;
}

function fence(lines, at) {
  const open = /^ {0,3}(`{3,}|~{3,})/.exec(lines[at]);
  if (!open) {
    return null;
  }
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(open[1])) {
    end += 1;
  }
  return { node: h("pre", { class: "code-block" }, lines.slice(at + 1, end).join("\n")), lines: end - at + 1 };
}

function heading(line) {
  const match = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (match) {
    // The page has a title of its own: a message's headings begin below it.
    return {
      node: h(
        `h${Math.min(6, match[1].length + 1)}`,
        { class: `md-heading md-${match[1].length}` },
        inlineMarkdown(match[2]),
      ),
      lines: 1,
    };
  }
  return /^ {0,3}([-*_])( *\1){2,} *$/.test(line) ? { node: h("hr"), lines: 1 } : null;
}

function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) {
    end += 1;
  }
  return end > at
    ? {
        node: h("blockquote", null, blocksOf(lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, "")), depth + 1)),
        lines: end - at,
      }
    : null;
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first) {
    return null;
  }
  const [indent, ordered] = [first[1].length, /\d/.test(first[2])];
  const items = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end];
    const item = ITEM.exec(line);
    if (item && item[1].length <= indent) {
      if (item[1].length < indent || /\d/.test(item[2]) !== ordered) {
        break;
      }
      items.push([item[3]]);
    } else if (!line.trim()) {
      const next = lines[end + 1] ?? "";
      if (!ITEM.test(next) && !/^\s{2,}\S/.test(next)) {
        break;
      }
      items.at(-1).push("");
    } else if (/^\s{2,}|^\t/.test(line)) {
      items.at(-1).push(line.slice(Math.min(indent + 2, /^\s*/.exec(line)[0].length)));
    } else {
      break;
    }
  }
  const start = ordered ? Number.parseInt(first[2], 10) : null;
  return {
    node: h(ordered ? "ol" : "ul", { start: start === 1 ? null : start }, items.map((item) => listItem(item, depth))),
    lines: end - at,
  };
}

function listItem([first, ...rest], depth) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const inner = rest.some((line) => line.trim()) ? blocksOf(rest, depth + 1) : [];
  if (!task) {
    return h("li", null, inlineMarkdown(first), inner);
  }
  const done = task[1] !== " ";
  return h(
    "li",
    { class: "task" },
    h("span", { role: "img", "aria-label": done ? "done" : "open" }, done ? "☑ " : "☐ "),
    inlineMarkdown(task[2]),
    inner,
  );
}

function table(lines, at) {
  if (!lines[at].includes("|") || !TABLE_RULE.test(lines[at + 1] ?? "")) {
    return null;
  }
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const align = cells(lines[at + 1]).map((rule) =>
    rule.endsWith(":") ? (rule.startsWith(":") ? "center" : "right") : null,
  );
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    end += 1;
  }
  const row = (tag) => (line) =>
    h(
      "tr",
      null,
      cells(line).map((cell, index) => h(tag, { class: align[index] && `to-${align[index]}` }, inlineMarkdown(cell))),
    );
  return {
    node: h(
      "div",
      { class: "table-scroll", tabindex: 0, role: "group", "aria-label": "Table" },
      h(
        "table",
        null,
        h("thead", null, [lines[at]].map(row("th"))),
        h("tbody", null, lines.slice(at + 2, end).map(row("td"))),
      ),
    ),
    lines: end - at,
  };
}

function paragraph(lines, at) {
  let end = at + 1;
  while (
    end < lines.length &&
    lines[end].trim() &&
    !/^ {0,3}(#{1,6}\s|>|`{3}|~{3})/.test(lines[end]) &&
    !ITEM.test(lines[end])
  ) {
    end += 1;
  }
  const text = lines.slice(at, end).map((line) => inlineMarkdown(line.trim()));
  return {
    node: h(
      "p",
      null,
      text.flatMap((line, index) => (index ? [h("br"), line] : [line])),
    ),
    lines: end - at,
  };
}

// In the order in which they are tried at each place.
const INLINE = [
  [/^\\([!-/:-@[-`{-~])/, (match) => match[1]],
  [/^(`+)(.+?)\1(?!`)/, (match) => h("code", null, match[2].replace(/^ (.*) $/, "$1"))],
  [
    /^!\[([^\]]*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+"[^"]*")?\s*\)/,
    (match) => link(match[2], match[1] || match[2]),
  ],
  [
    /^\[((?:[^[\]]|\[[^\]]*\])*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+"[^"]*")?\s*\)/,
    (match) => link(match[2], inlineMarkdown(match[1])),
  ],
  [/^<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/, (match) => userMention(match[1], match[2])],
  [/^<#(C[A-Z0-9]+)(?:\|([^>]*))?>/, (match) => channelMention(match[1], match[2])],
  [/^<(https?:\/\/[^\s>|]+)(?:\|([^>]*))?>/, (match) => link(match[1], match[2] || match[1])],
  [/^https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]'"*_~]/, (match) => link(match[0], match[0])],
  [/^\*\*(?=\S)(.+?\S|\S)\*\*(?!\*)/, (match) => h("strong", null, inlineMarkdown(match[1]))],
  [/^~~(?=\S)(.+?)~~/, (match) => h("s", null, inlineMarkdown(match[1]))],
  [/^\*(?=[^\s*])(.*?[^\s*])\*(?!\*)/, (match) => h("em", null, inlineMarkdown(match[1]))],
];
// An underscore marks emphasis only outside words: `snake_case_names` are common in specs.
const OUTSIDE_WORDS = [
  [/^__(?=\S)(.+?\S|\S)__(?![\p{L}\p{N}_])/u, (match) => h("strong", null, inlineMarkdown(match[1]))],
  [/^_(?=[^\s_])(.*?[^\s_])_(?![\p{L}\p{N}_])/u, (match) => h("em", null, inlineMarkdown(match[1]))],
  [/^:([a-z0-9_+'-]+):(?!\w)/, (match) => emoji(match[1])],
];

/** The marks within a line of Markdown. */
export function inlineMarkdown(text) {
  const out = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const rules = /[\p{L}\p{N}_]/u.test(text[at - 1] ?? "") ? INLINE : [...INLINE, ...OUTSIDE_WORDS];
    // A link needs its middle: without this a long row of brackets would be searched to its end for each of them.
    const cannotBe = (text[at] === "[" || text[at] === "!") && !text.includes("](", at);
    const found =
      !cannotBe &&
      /[\\`![<h*~_:]/.test(text[at]) &&
      rules.map(([pattern, build]) => [pattern.exec(rest), build]).find(([match]) => match);
    if (found) {
      out.push(plain, found[1](found[0]));
      plain = "";
      at += found[0][0].length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  return [...out, plain];
}
