/**
 * The rich text field: a text with marks, and the tools that make them.
 *
 * Rule kept here: only plain text is ever pasted, so that no foreign HTML comes into the page.
 */

import { submit } from "./acts.js";
import { h } from "./dom.js";
import { readRichText, writeRichText } from "./editor-value.js";
import { icon } from "./icons.js";
import { safeUrl } from "./links.js";
import { closePopover, openPopover } from "./popover.js";
import { changed } from "./state.js";

// The tools in Slack's order; `key` is what is pressed with Ctrl, as the keyboard gives it (with Shift where it needs that).
const TOOLS = [
  { name: "Bold", icon: "bold", key: "b", run: () => document.execCommand("bold") },
  { name: "Italic", icon: "italic", key: "i", run: () => document.execCommand("italic") },
  { name: "Strikethrough", icon: "strike", key: "X", run: () => document.execCommand("strikeThrough") },
  { name: "Ordered list", icon: "ordered", key: "&", run: () => document.execCommand("insertOrderedList") },
  { name: "Bulleted list", icon: "bullets", key: "*", run: () => document.execCommand("insertUnorderedList") },
  { name: "Quote", icon: "quote", key: "(", run: () => toggleBlock("blockquote") },
  { name: "Code", icon: "code", key: "C", run: () => toggleCode() },
  { name: "Code block", icon: "codeblock", key: "D", run: () => toggleBlock("pre") },
];

/**
 * A rich_text_input element.
 * @param {object} element
 * @param {object} field its value is a rich_text object, or null while it is empty
 * @param {object} block
 * @param {object} surface
 */
export function richTextInput(element, field, block, surface) {
  const { "aria-required": required, "aria-invalid": invalid, ...attributes } = field.attributes;
  const isEmpty = field.value === null;
  const changedText = (event) => {
    field.set(readRichText(event.currentTarget));
    changed();
  };
  const text = h("div", {
    ...attributes,
    key: field.id,
    class: "text-field editor-text",
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "aria-required": required,
    "aria-invalid": invalid,
    "aria-placeholder": element.placeholder?.text,
    "data-placeholder": isEmpty ? (element.placeholder?.text ?? "") : null,
    mount: (node) => writeRichText(node, field.value),
    on: { input: changedText, paste: pastePlain, keydown: (event) => pressed(event, surface) },
  });
  return h("div", { class: "editor", key: `frame ${field.id}` }, toolbar(field.id), text);
}

function toolbar(id) {
  const fieldOf = (event) => event.currentTarget.closest(".editor").querySelector(".editor-text");
  // A press on a tool must not take the selection out of the text.
  const stay = (event) => event.preventDefault();
  const tool = (each) =>
    h(
      "button",
      {
        key: each.name,
        type: "button",
        class: "icon-button",
        "aria-label": each.name,
        title: each.name,
        on: {
          mousedown: stay,
          click: (event) => {
            focusText(fieldOf(event));
            each.run();
          },
        },
      },
      icon(each.icon),
    );
  return h(
    "div",
    { class: "editor-tools", role: "toolbar", "aria-label": "Formatting", "aria-controls": id },
    TOOLS.slice(0, 3).map(tool),
    h("span", { class: "tool-gap" }),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Link",
        title: "Link",
        "aria-haspopup": "dialog",
        on: { mousedown: stay, click: (event) => askForLink(event.currentTarget, fieldOf(event)) },
      },
      icon("link"),
    ),
    TOOLS.slice(3).map(tool),
  );
}

function focusText(field) {
  if (!field.contains(document.getSelection().anchorNode)) {
    field.focus();
  }
}

function pressed(event, surface) {
  if (!event.ctrlKey && !event.metaKey) {
    return;
  }
  const tool = TOOLS.find((each) => each.key === event.key);
  if (tool) {
    event.preventDefault();
    tool.run();
  } else if (event.key === "Enter" && surface.view?.submit) {
    event.preventDefault();
    submit(surface.view);
  }
}

function pastePlain(event) {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
}

function around(selector) {
  const node = document.getSelection().anchorNode;
  return (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest(selector);
}

function toggleBlock(tag) {
  document.execCommand("formatBlock", false, around(`.editor-text ${tag}`) ? "div" : tag);
}

function toggleCode() {
  const inside = around(".editor-text code");
  const text = document.getSelection().toString();
  if (inside) {
    inside.replaceWith(...inside.childNodes);
  } else if (text) {
    const holder = document.createElement("code");
    holder.textContent = text;
    document.execCommand("insertHTML", false, holder.outerHTML);
  }
}

function askForLink(anchor, field) {
  const selection = document.getSelection();
  const range = field.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
  const submitLink = (event) => {
    event.preventDefault();
    const input = event.currentTarget.elements[0];
    const address = /^\w+:/.test(input.value) ? safeUrl(input.value) : safeUrl(`https://${input.value}`);
    if (!address) {
      input.setCustomValidity("An address that begins with https:// or mailto:");
      input.reportValidity();
      return;
    }
    closePopover({ refocus: false });
    field.focus();
    insertLink(range, address);
  };
  openPopover({
    owner: anchor,
    anchor,
    label: "Add a link",
    class: "link-form",
    content: () =>
      h(
        "form",
        { on: { submit: submitLink } },
        h("input", {
          type: "text",
          class: "text-field",
          placeholder: "https://",
          "aria-label": "Address of the link",
          "data-autofocus": true,
          on: { input: (event) => event.currentTarget.setCustomValidity("") },
        }),
        h("button", { type: "submit", class: "button button-primary" }, "Add"),
      ),
  });
}

function insertLink(range, address) {
  if (range) {
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
  if (range && !range.collapsed) {
    document.execCommand("createLink", false, address);
  } else {
    const holder = document.createElement("a");
    holder.href = address;
    holder.textContent = address;
    document.execCommand("insertHTML", false, holder.outerHTML);
  }
}
