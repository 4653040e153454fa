/**
 * The blocks of Block Kit.
 *
 * Rule kept here: a block that cannot be shown says so in its place and never breaks the message around it.
 */

import { attempt, h } from "./dom.js";
import { link, pictureAddress, safeUrl } from "./links.js";
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
      { key: block?.block_id ?? `at ${index}`, class: `block block-${block?.type}` },
      attempt(
        () => (BLOCKS[block.type] ?? unknown)(block, surface),
        () => unknown(block),
      ),
    ),
  );
}

const BLOCKS = {
  // A modal's title is a heading of the second level already.
  header: (block, surface) => h(surface.kind === "modal" ? "h3" : "h2", null, textObject(block.text)),
  divider: () => h("hr"),
  section,
  context: (block) =>
    block.elements.map((element) =>
      element.type === "image"
        ? h("img", { class: "context-image", src: pictureAddress(element), alt: element.alt_text ?? "" })
        : h("span", { class: "context-text" }, textObject(element)),
    ),
  actions: (block, surface) => block.elements.map((element) => blockElement(element, block, surface)),
  context_actions: (block, surface) => block.elements.map((element) => blockElement(element, block, surface)),
  input,
  image,
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
  video,
  file: remoteFile,
};

const ALERT_ICONS = { warning: "warning", error: "warning", success: "check" };

function unknown(block) {
  return h("p", { class: "unknown" }, `A ${block?.type} block cannot be shown here.`);
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

function image(block) {
  const address = pictureAddress(block);
  const picture = h("img", { src: address, alt: block.alt_text ?? "" });
  return h(
    "figure",
    null,
    block.title && h("figcaption", null, textObject(block.title)),
    address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, picture) : block.alt_text,
  );
}

// The page plays no videos of strangers: as in Slack before the first press, the picture stands for it and leads there.
function video(block) {
  const poster = safeUrl(block.thumbnail_url ?? "");
  const by = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "video" },
    by && h("small", null, block.provider_icon_url && providerIcon(block), by),
    h("strong", null, link(block.title_url ?? block.video_url, textObject(block.title))),
    block.description && h("p", null, textObject(block.description)),
    link(
      block.video_url,
      [
        poster && h("img", { src: poster, alt: block.alt_text ?? "" }),
        h("span", { class: "video-play" }, icon("play"), h("span", { class: "visually-hidden" }, "Play the video")),
      ],
      { class: "video-poster" },
    ),
  );
}

function providerIcon(block) {
  return h("img", { class: "context-image", src: safeUrl(block.provider_icon_url), alt: "" });
}

function remoteFile(block) {
  const { file = {} } = block;
  const name = file.title || file.name || block.external_id;
  return h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-name" },
      h("strong", null, file.external_url ? link(file.external_url, name) : name),
      h("small", null, "Remote file"),
    ),
  );
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
  label.parentElement.querySelector("input, textarea, [contenteditable=true]")?.focus();
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
      content.type === "rich_text" ? richText(content) : String(content.text ?? content.value ?? ""),
    );
  const [head, ...rows] = block.rows ?? [];
  return h(
    "div",
    { class: "table-scroll", tabindex: 0, role: "group", "aria-label": "Table" },
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
