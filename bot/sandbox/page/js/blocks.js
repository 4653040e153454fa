/**
 * The blocks of Block Kit.
 *
 * Rule kept here: a block of an unknown kind says so in its place and never breaks the message around it.
 */

import { h, link, safeUrl } from "./dom.js";
import { blockElement } from "./elements.js";
import { problemsOf } from "./forms.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/**
 * The blocks of a message, modal or Home.
 * @param {Array<object>} blocks
 * @param {object} surface where they are shown: {id, kind, target, view?, state?}
 */
export function blocksOf(blocks, surface) {
  return blocks.map((block, index) =>
    h(
      "div",
      { key: block.block_id ?? `at ${index}`, class: `block block-${block.type}` },
      (BLOCKS[block.type] ?? unknown)(block, surface),
    ),
  );
}

const BLOCKS = {
  header: (block) => h("h3", null, textObject(block.text)),
  divider: () => h("hr"),
  section,
  context: (block) =>
    block.elements.map((element) =>
      element.type === "image"
        ? h("img", { class: "context-image", src: safeUrl(element.image_url ?? ""), alt: element.alt_text ?? "" })
        : h("span", { class: "context-text" }, textObject(element)),
    ),
  actions: (block, surface) => block.elements.map((element) => blockElement(element, block, surface)),
  context_actions: (block, surface) => block.elements.map((element) => blockElement(element, block, surface)),
  input,
  image: (block) =>
    h(
      "figure",
      null,
      block.title && h("figcaption", null, textObject(block.title)),
      block.image_url && safeUrl(block.image_url)
        ? h(
            "a",
            { href: safeUrl(block.image_url), target: "_blank", rel: "noopener noreferrer" },
            h("img", { src: safeUrl(block.image_url), alt: block.alt_text ?? "", loading: "lazy" }),
          )
        : h("p", { class: "unknown" }, block.alt_text),
    ),
  rich_text: richText,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  table,
  alert: (block) =>
    h(
      "div",
      { class: `alert alert-${block.level ?? "default"}`, role: "note" },
      icon(ALERT_ICONS[block.level] ?? "info"),
      h("div", null, textObject(block.text)),
    ),
  video: (block) => h("p", null, "▶ ", link(block.title_url ?? block.video_url, textObject(block.title))),
  file: (block) => h("p", { class: "unknown" }, `File ${block.external_id}`),
};

const ALERT_ICONS = { warning: "warning", error: "warning", success: "check" };

function unknown(block) {
  return h("p", { class: "unknown" }, `A ${block.type} block cannot be shown here.`);
}

function section(block, surface) {
  return [
    h(
      "div",
      { class: "section-text" },
      block.text && h("div", { class: "text" }, textObject(block.text)),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => h("div", { class: "text" }, textObject(field))),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, blockElement(block.accessory, block, surface)),
  ];
}

function input(block, surface) {
  const id = `input ${surface.id} ${block.block_id}`.replace(/[^\w-]/g, "_");
  const error = surface.view && problemsOf(surface.view).errors[block.block_id];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return [
    h(
      "div",
      { class: "input-label", id: `${id}-label`, on: { click: (event) => focusField(event.currentTarget) } },
      textObject(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    blockElement(block.element, block, surface, {
      labelledBy: `${id}-label`,
      describedBy: described || null,
      invalid: Boolean(error),
    }),
    error &&
      h(
        "p",
        {
          class: "field-error",
          id: `${id}-error`,
          role: "alert",
          "data-testid": "modal-error",
          "data-block-id": block.block_id,
        },
        icon("warning"),
        error,
      ),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, textObject(block.hint)),
  ];
}

// A label names its field through aria-labelledby, which pressing it does not follow by itself.
function focusField(label) {
  label.parentElement.querySelector("input, textarea")?.focus();
}

function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (content, index) =>
    h(
      tag,
      {
        class:
          [settings[index]?.align && `to-${settings[index].align}`, settings[index]?.is_wrapped && "wrapped"]
            .filter(Boolean)
            .join(" ") || null,
      },
      content.type === "rich_text" ? richText(content) : (content.text ?? ""),
    );
  const [head, ...rows] = block.rows ?? [];
  return h(
    "div",
    { class: "table-scroll", tabindex: 0 },
    h(
      "table",
      null,
      h("thead", null, head && h("tr", null, head.map(cell("th")))),
      h(
        "tbody",
        null,
        rows.map((row) => h("tr", null, row.map(cell("td")))),
      ),
    ),
  );
}
