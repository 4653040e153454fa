/**
 * The content of a rich text field: written from a rich_text value, and read back as one.
 *
 * Rule kept here: what the field cannot edit (a mention, a date) stands in it as one piece and leaves it as it came.
 */

import { draw, h } from "./dom.js";
import { signOf } from "./emoji.js";
import { safeUrl } from "./links.js";
import { inlineOf } from "./richtext.js";

const MARKS = { bold: "b", italic: "i", strike: "s", underline: "u", highlight: "mark", code: "code" };
const STYLE_OF = {
  ...Object.fromEntries(Object.entries(MARKS).map(([style, tag]) => [tag.toUpperCase(), style])),
  // What browsers make of their own commands.
  STRONG: "bold",
  EM: "italic",
  STRIKE: "strike",
};
const IS_BLOCK = new Set(["DIV", "P", "UL", "OL", "BLOCKQUOTE", "PRE"]);

/** Puts a value into a field that was just made; from then on its content is the person's. */
export function writeRichText(field, value) {
  const holder = document.createElement("div");
  draw(holder, (value?.elements ?? []).map(blockShown));
  field.replaceChildren(...holder.childNodes);
}

function blockShown(element) {
  const inner = () => (element.elements ?? []).map(pieceShown);
  switch (element.type) {
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { "data-indent": element.indent || null, "data-offset": element.offset, "data-border": element.border },
        element.elements.map((item) => h("li", null, item.elements.map(pieceShown))),
      );
    case "rich_text_quote":
      return h("blockquote", null, inner());
    case "rich_text_preformatted":
      return h("pre", null, inner());
    default:
      return h("div", null, inner());
  }
}

function pieceShown(piece) {
  const bare = () => {
    if (piece.type === "text") {
      return piece.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
    }
    if (piece.type === "link" && safeUrl(piece.url)) {
      return [h("a", { href: piece.url }, piece.text || piece.url)];
    }
    return [h("span", { contenteditable: "false", "data-piece": JSON.stringify(piece) }, inlineOf(piece))];
  };
  const worn = Object.keys(MARKS).filter((style) => piece.style?.[style]);
  return worn.reduce((inner, style) => h(MARKS[style], null, inner), bare());
}

/** What stands in the field as a rich_text object, or null when nothing does. */
export function readRichText(field) {
  const elements = [];
  let lines = [];
  const flush = () => {
    const pieces = joined(lines);
    if (pieces.length) {
      elements.push({ type: "rich_text_section", elements: pieces });
    }
    lines = [];
  };
  const visit = (nodes) => {
    let line = null;
    for (const node of nodes) {
      if (!IS_BLOCK.has(node.nodeName)) {
        line ??= lines[lines.push([]) - 1];
        line.push(...piecesOf(node, {}));
      } else if (node.nodeName === "DIV" || node.nodeName === "P") {
        line = null;
        visit(node.childNodes);
      } else {
        line = null;
        flush();
        elements.push(...blockOf(node, Number(node.dataset.indent ?? 0)));
      }
    }
  };
  visit(field.childNodes);
  flush();
  return elements.some(holdsSomething) ? { type: "rich_text", elements } : null;
}

function holdsSomething({ type, text, elements }) {
  return elements ? elements.some(holdsSomething) : type !== "text" || text.trim() !== "";
}

// Lines of one section, with the line ends between them; a line's own <br> at its end shows nothing.
function joined(lines) {
  const pieces = lines.flatMap((line, index) => {
    const last = line.at(-1);
    const shown = last?.text === "\n" ? line.slice(0, -1) : line;
    return index ? [{ type: "text", text: "\n" }, ...shown] : shown;
  });
  return merged(pieces);
}

// Neighbours with the same style are one piece; emoji names between colons are emoji.
function merged(pieces) {
  const out = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    const sameStyle = JSON.stringify(last?.style) === JSON.stringify(piece.style);
    if (last?.type === "text" && piece.type === "text" && sameStyle) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else {
      out.push(piece);
    }
  }
  return out.flatMap(withEmoji);
}

function withEmoji(piece) {
  if (piece.type !== "text" || piece.style?.code) {
    return [piece];
  }
  return piece.text
    .split(/(:[a-z0-9_+'-]+:)/)
    .map((part) =>
      part.length > 2 && part.startsWith(":") && part.endsWith(":") && signOf(part.slice(1, -1))
        ? { type: "emoji", name: part.slice(1, -1) }
        : { ...piece, text: part },
    )
    .filter((part) => part.type === "emoji" || part.text);
}

function blockOf(node, indent) {
  if (node.nodeName === "UL" || node.nodeName === "OL") {
    return listsOf(node, indent);
  }
  const type = node.nodeName === "PRE" ? "rich_text_preformatted" : "rich_text_quote";
  const rows = [...node.childNodes].flatMap((child) => piecesOf(child, {}));
  const pieces = joined([rows]);
  return pieces.length ? [{ type, elements: type === "rich_text_preformatted" ? bareText(pieces) : pieces }] : [];
}

// In a code block the marks mean nothing.
function bareText(pieces) {
  return merged(pieces.map((piece) => (piece.type === "text" ? { type: "text", text: piece.text } : piece)));
}

// A list and those inside it, each as an element of its own, as Slack has them.
function listsOf(node, indent) {
  const style = node.nodeName === "OL" ? "ordered" : "bullet";
  const { offset, border = 0 } = node.dataset;
  const facts = { style, indent, border: Number(border), ...(offset ? { offset: Number(offset) } : {}) };
  const out = [];
  for (const item of node.children) {
    if (item.nodeName === "UL" || item.nodeName === "OL") {
      out.push(...listsOf(item, indent + 1));
      continue;
    }
    const own = [...item.childNodes].filter((child) => !/^[UO]L$/.test(child.nodeName));
    const section = { type: "rich_text_section", elements: joined([own.flatMap((child) => piecesOf(child, {}))]) };
    const last = out.at(-1);
    if (last?.style === style && last.indent === indent) {
      last.elements.push(section);
    } else {
      out.push({ type: "rich_text_list", ...facts, elements: [section] });
    }
    const inner = [...item.childNodes].filter((child) => /^[UO]L$/.test(child.nodeName));
    out.push(...inner.flatMap((child) => listsOf(child, indent + 1)));
  }
  return out;
}

function piecesOf(node, style) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.replace(/\u00a0/g, " ");
    return text ? [{ type: "text", text, ...styleKey(style) }] : [];
  }
  if (node.nodeName === "BR") {
    return [{ type: "text", text: "\n" }];
  }
  if (node.dataset?.piece) {
    return [JSON.parse(node.dataset.piece)];
  }
  if (node.nodeName === "A") {
    return [{ type: "link", url: node.getAttribute("href"), text: node.textContent, ...styleKey(style) }];
  }
  const mark = STYLE_OF[node.nodeName];
  const inner = mark ? { ...style, [mark]: true } : style;
  return [...node.childNodes].flatMap((child) => piecesOf(child, inner));
}

function styleKey(style) {
  return Object.keys(style).length ? { style } : {};
}
