/**
 * The Markdown of a `markdown` block as descriptions of elements: headings, lists, quotes, code, tables, rules, paragraphs.
 *
 * Rule kept here: raw HTML is text, and an image is a link, as in Slack.
 */

import { h } from "./dom.js";
import { inlineMarkdown } from "./markdown-inline.js";

// Quotes and lists inside each other, deeper than anybody reads; what is deeper is shown as it was typed.
const MAX_DEPTH = 16;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(\s+)(.*)$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const UNDERLINE = /^ {0,3}(=+|-+) *$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
// What ends a paragraph without an empty line before it.
const INTERRUPTION = /^ {0,3}(#{1,6}\s|>|`{3,}[^`]*$|~{3}|[-*+]\s+\S|1[.)]\s+\S)/;

/** Markdown as descriptions. */
export function markdown(text) {
  const lines = (text ?? "").replace(/\r\n?/g, "\n").split("\n");
  return blocksOf(lines.map((line) => line.replace(/^\s+/, (space) => space.replace(/\t/g, "    "))));
}

function blocksOf(lines, depth = 0) {
  const nested = depth < MAX_DEPTH;
  const out = [];
  for (let at = 0; at < lines.length;) {
    const taken = lines[at].trim()
      ? (indented(lines, at) ??
        fence(lines, at) ??
        table(lines, at) ??
        heading(lines[at]) ??
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

function codeBlock(lines) {
  return h("pre", { class: "code-block" }, lines.join("\n"));
}

function indented(lines, at) {
  if (!lines[at].startsWith("    ")) {
    return null;
  }
  let end = at;
  while (end < lines.length && (lines[end].startsWith("    ") || !lines[end].trim())) {
    end += 1;
  }
  const code = lines.slice(at, end).map((line) => line.slice(4));
  return { node: codeBlock(code.slice(0, code.findLastIndex((line) => line.trim()) + 1)), lines: end - at };
}

function fence(lines, at) {
  const open = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/.exec(lines[at]);
  if (!open) {
    return null;
  }
  const closes = (line) => /^ {0,3}(`+|~+)\s*$/.exec(line)?.[1].startsWith(open[2]);
  let end = at + 1;
  while (end < lines.length && !closes(lines[end])) {
    end += 1;
  }
  const margin = new RegExp(`^ {0,${open[1].length}}`);
  return { node: codeBlock(lines.slice(at + 1, end).map((line) => line.replace(margin, ""))), lines: end - at + 1 };
}

function heading(line) {
  const match = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/.exec(line);
  if (match) {
    return { node: headed(match[1].length, match[2]), lines: 1 };
  }
  return RULE.test(line) ? { node: h("hr"), lines: 1 } : null;
}

// The page has a title of its own: a message's headings begin below it.
function headed(level, text) {
  return h(`h${Math.min(6, level + 1)}`, { class: `md-heading md-${level}` }, inlineMarkdown(text));
}

function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) {
    end += 1;
  }
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""));
  return end > at ? { node: h("blockquote", null, blocksOf(inner, depth + 1)), lines: end - at } : null;
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first) {
    return null;
  }
  const [indent, ordered] = [first[1].length, /\d/.test(first[2])];
  const items = [];
  // Where the text of the item begins: what is below it, and stands as far in, belongs to it.
  let margin = 0;
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end];
    const item = ITEM.exec(line);
    if (item && item[1].length < indent + 2) {
      if (item[1].length < indent || /\d/.test(item[2]) !== ordered || RULE.test(line)) {
        break;
      }
      items.push([item[4]]);
      margin = item[1].length + item[2].length + (item[3].length > 4 ? 1 : item[3].length);
    } else if (!line.trim()) {
      const next = lines[end + 1] ?? "";
      if (!ITEM.test(next) && !/^\s{2,}\S/.test(next)) {
        break;
      }
      items.at(-1).push("");
    } else if (/^\s{2,}/.test(line)) {
      items.at(-1).push(line.slice(Math.min(margin, /^\s*/.exec(line)[0].length)));
    } else {
      break;
    }
  }
  const start = ordered ? Number.parseInt(first[2], 10) : null;
  return {
    node: h(
      ordered ? "ol" : "ul",
      { start: start === 1 ? null : start },
      items.map((item) => listItem(item, depth)),
    ),
    lines: end - at,
  };
}

function listItem([first, ...rest], depth) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const [head, ...blocks] = blocksOf([task ? task[2] : first, ...rest], depth + 1);
  // The item's own text is no paragraph of its own.
  const content = head?.tag === "p" ? [head.children, ...blocks] : [head, ...blocks];
  if (!task) {
    return h("li", null, content);
  }
  const done = task[1] !== " ";
  return h(
    "li",
    { class: "task" },
    h("span", { role: "img", "aria-label": done ? "done" : "open" }, done ? "☑ " : "☐ "),
    content,
  );
}

function cellsOf(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"));
}

function table(lines, at) {
  if (!lines[at].includes("|") || !TABLE_RULE.test(lines[at + 1] ?? "")) {
    return null;
  }
  const rules = cellsOf(lines[at + 1]);
  if (rules.length !== cellsOf(lines[at]).length) {
    return null;
  }
  const align = rules.map((rule) => (rule.endsWith(":") ? (rule.startsWith(":") ? "center" : "right") : null));
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    end += 1;
  }
  const row = (tag) => (line) => {
    const cells = cellsOf(line);
    return h(
      "tr",
      null,
      align.map((side, index) => h(tag, { class: side && `to-${side}` }, inlineMarkdown(cells[index] ?? ""))),
    );
  };
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

// Lines up to an empty one or another block. A line of `=` or `-` below them makes them a heading.
function paragraph(lines, at) {
  let end = at + 1;
  const goesOn = (line) => line?.trim() && !UNDERLINE.test(line) && !INTERRUPTION.test(line) && !RULE.test(line);
  while (goesOn(lines[end]) && !table(lines, end)) {
    end += 1;
  }
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join("\n");
  const underline = UNDERLINE.exec(lines[end] ?? "");
  return underline
    ? { node: headed(underline[1].startsWith("=") ? 1 : 2, text), lines: end - at + 1 }
    : { node: h("p", null, inlineMarkdown(text)), lines: end - at };
}
