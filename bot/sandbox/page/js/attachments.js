/**
 * Secondary attachments of a message: the older way to show more, with a coloured edge.
 *
 * Rule kept here: an attachment that carries blocks shows them and nothing else of its own, as in Slack.
 */

import { blocksOf } from "./blocks.js";
import { fullText, isMoment } from "./dates.js";
import { h } from "./dom.js";
import { link, safeUrl } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { zone } from "./state.js";

const NAMED = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

/**
 * One attachment.
 * @param {object} attachment
 * @param {number} index its place in the message
 * @param {object} surface that of the message
 */
export function attachment(attachment, index, surface) {
  const hex = /^#?([0-9a-f]{6})$/i.exec(attachment.color ?? "")?.[1];
  const colour = NAMED[attachment.color] ?? (hex ? `#${hex}` : "var(--line-strong)");
  return [
    attachment.pretext && h("div", { class: "text" }, mrkdwn(attachment.pretext)),
    h(
      "div",
      { key: `attachment ${index}`, class: "attachment", style: { "border-inline-start-color": colour } },
      attachment.blocks ? blocksOf(attachment.blocks, surface) : classic(attachment),
    ),
  ];
}

function classic({ author_name: author, author_link: authorLink, title, text, fields, ...rest }) {
  const picture = safeUrl(rest.image_url ?? rest.thumb_url ?? "");
  const at = isMoment(Number(rest.ts)) && Number(rest.ts);
  const words = rest.footer && mrkdwn(rest.footer);
  const foot = [words, words && at && " | ", at && fullText(at, zone())].filter(Boolean);
  return [
    author && h("div", { class: "attachment-author" }, authorLink ? link(authorLink, author) : author),
    title && h("strong", null, rest.title_link ? link(rest.title_link, title) : title),
    text && h("div", { class: "text" }, mrkdwn(text)),
    fields?.length > 0 &&
      h(
        "div",
        { class: "fields" },
        fields.map((field) =>
          h(
            "div",
            { class: field.short ? "text" : "text field-long" },
            h("strong", null, field.title),
            h("div", null, mrkdwn(String(field.value ?? ""))),
          ),
        ),
      ),
    picture && h("img", { class: "attachment-image", src: picture, alt: title ?? rest.fallback ?? "" }),
    foot.length > 0 && h("small", null, foot),
  ];
}
