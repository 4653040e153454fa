/** Files on a message: pictures are shown, everything else is a card; a press brings the file. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileAddress } from "./links.js";

const PICTURES = new Set(["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp"]);

/** One file. */
export function fileShown(file) {
  const kind = file.name?.split(".").at(-1).toLowerCase() ?? "";
  return PICTURES.has(kind) ? picture(file) : card(file, kind);
}

function picture(file) {
  return h(
    "div",
    { key: file.id },
    h("span", { class: "file-caption" }, icon("image"), file.title || file.name),
    h(
      "a",
      { class: "file-picture", ...download(file), "aria-label": `Download ${file.name}` },
      h("img", { src: fileAddress(file.id), alt: file.title || file.name }),
    ),
  );
}

function card(file, kind) {
  return h(
    "a",
    { key: file.id, class: "file-card", ...download(file) },
    h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-name" },
      h("strong", null, file.title || file.name),
      h("small", null, [kind.toUpperCase(), sizeText(file.size)].filter(Boolean).join(" · ")),
    ),
    icon("download"),
  );
}

function download(file) {
  return { href: fileAddress(file.id), download: file.name ?? true, "data-testid": "file" };
}

function sizeText(bytes) {
  return bytes === undefined ? "" : bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} kB`;
}
