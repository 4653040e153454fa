/** The page's icons: strokes on a 20 by 20 grid, in the colour of the text around them. */

import { h } from "./dom.js";

const PATHS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  close: "m5 5 10 10M15 5 5 15",
  back: "M12 4 6 10l6 6",
  chevron: "m6 8 4 4 4-4",
  smile: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7 8v.5M13 8v.5M6.5 12c1.8 2.6 5.2 2.6 7 0",
  reply: "M3 4h14v9.5H9L5.5 17v-3.5H3z",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  send: "M3.5 3.5 17 10 3.5 16.5 5.5 10zM5.5 10H11",
  plus: "M10 4v12M4 10h12",
  bolt: "M11 2 4.5 11.5H10L9 18l6.5-9.5H10z",
  home: "M3.5 9.5 10 3.5l6.5 6M5.5 8v9h9V8",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  download: "M10 3v9m-4-4 4 4 4-4M4 16.5h12",
  clock: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.5l3 2",
  traffic: "M3 6h11m-3-3 3 3-3 3M17 14H6m3-3-3 3 3 3",
  help: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7.8 7.8c.3-2.8 4.6-2.6 4.5.1-.1 1.7-2.3 1.8-2.3 3.6M10 14v.1",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  moon: "M16.5 12A7 7 0 0 1 8 3.5 7 7 0 1 0 16.5 12Z",
  warning: "M10 3 18 16.5H2zM10 8v4M10 14.2v.1",
  info: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5M10 6.2v.1",
  check: "m4 10.5 4 4 8-9",
  bold: "M6 3.5h4.5a3.2 3.2 0 0 1 0 6.4H6zM6 9.9h5.2a3.3 3.3 0 0 1 0 6.6H6z",
  italic: "M8.5 3.5H15M5 16.5h6.5M12 3.5l-4 13",
  strike: "M3 10h14M14 6.5c-.6-4-8-4-8 0 0 1.5 1.2 2.6 2.6 3.2M6 13c.5 4.7 8.5 4.7 8.5.4",
  link: "m8.5 11.5 3-3M9.5 6l1.6-1.6a3.2 3.2 0 0 1 4.5 4.5L14 10.5M10.5 14l-1.6 1.6a3.2 3.2 0 0 1-4.5-4.5L6 9.5",
  ordered: "M8.5 5H17M8.5 10H17M8.5 15H17M3 4l1.5-.7v4M3 12.3c2.800-1.6 2.800 1 0 4.2h2.7",
  bullets: "M8 5h9M8 10h9M8 15h9M4 5v.01M4 10v.01M4 15v.01",
  quote: "M4 4v12M8 6h9M8 10h9M8 14h6",
  code: "m7 5.5-4 4.5 4 4.5M13 5.5l4 4.5-4 4.5",
  codeblock: "m5.5 4-3 3.2 3 3.2M10 4l3 3.2-3 3.2M14 5.5h3.5v11h-13V13",
  play: "M6 4v12l10-6z",
  pin: "M10 17v-5M6 12h8l-1.5-3.5V4h1V2.5h-7V4h1v4.5z",
  copy: "M7 7h10v10H7zM13 7V3H3v10h4",
  calendar: "M3.5 5h13v12h-13zM3.5 9h13M7 3v3.5M13 3v3.5",
  image: "M3 4h14v12H3zM3 13.5l4-4 4 4 2.5-2.5 3.5 3.5M13 7.5v.01",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10ZM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z",
};

/** One icon by name; it is decoration, the control around it carries the label. */
export function icon(name) {
  return h(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" },
    h("path", { d: PATHS[name] }),
  );
}

/**
 * A button that shows an icon and carries its name for everybody who does not see it.
 * @param {string} name the icon
 * @param {string} label
 * @param {function(Event): void} run
 * @param {object} [props] further attributes
 */
export function iconButton(name, label, run, props = {}) {
  const classes = ["icon-button", props.class].filter(Boolean).join(" ");
  return h(
    "button",
    { type: "button", "aria-label": label, title: label, ...props, class: classes, on: { click: run } },
    icon(name),
  );
}
