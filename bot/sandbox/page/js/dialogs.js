/**
 * Dialogs: the frame that keeps the focus inside, and the question asked before an act.
 *
 * Rule kept here: a dialog takes the focus when it opens and gives it back to where it was when it goes.
 */

import { h } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { changed } from "./state.js";

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex='0'], [contenteditable='true']";

/** The open question: {confirm, answer(boolean)} or null. */
let question = null;
const returnTo = new WeakMap();
// Where the focus was before the dialog that has just gone: one that takes its place in the same draw inherits it.
let before = null;

/**
 * Asks Block Kit's confirm object before an act.
 * @param {object | undefined} confirm without one the answer is yes at once
 * @returns {Promise<boolean>}
 */
export function askFirst(confirm) {
  if (!confirm) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    question = { confirm, answer: resolve };
    changed();
  });
}

/** Answers the open question; tells whether there was one. */
export function answerQuestion(yes) {
  if (!question) {
    return false;
  }
  question.answer(yes);
  question = null;
  changed();
  return true;
}

/** Whether a question is open. */
export function isAsking() {
  return question !== null;
}

/** The layer with the open question. */
export function questionLayer() {
  if (!question) {
    return null;
  }
  const { confirm } = question;
  return h(
    "div",
    { class: "backdrop backdrop-question" },
    dialog(
      {
        key: "question",
        class: "dialog question",
        role: "alertdialog",
        "aria-labelledby": "question-title",
        "data-testid": "confirm",
      },
      h("h2", { id: "question-title" }, textObject(confirm.title)),
      h("div", { class: "question-text" }, textObject(confirm.text)),
      h(
        "footer",
        null,
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-testid": "confirm-deny",
            on: { click: () => answerQuestion(false) },
          },
          h("span", { class: "button-text" }, textObject(confirm.deny ?? { text: "Cancel" })),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button button-${confirm.style ?? "primary"}`,
            "data-autofocus": true,
            "data-testid": "confirm-yes",
            on: { click: () => answerQuestion(true) },
          },
          h("span", { class: "button-text" }, textObject(confirm.confirm ?? { text: "Yes" })),
        ),
      ),
    ),
  );
}

/** A dialog that keeps the focus inside while it is shown. */
export function dialog(props, ...children) {
  return h(
    "div",
    {
      ...props,
      tabindex: -1,
      "aria-modal": "true",
      on: { ...props.on, keydown: keepInside },
      mount: (element) => {
        returnTo.set(element, document.activeElement === document.body ? before : document.activeElement);
        queueMicrotask(() => (element.querySelector("[data-autofocus]") ?? firstStop(element)).focus());
      },
      unmount: (element) => {
        before = returnTo.get(element);
        queueMicrotask(() => {
          if (before?.isConnected && document.activeElement === document.body) {
            before.focus({ preventScroll: true });
          }
          before = null;
        });
      },
    },
    ...children,
  );
}

// The first field, unless so much is to be read above it that the focus there would push it out of sight: then the text,
// which the arrows scroll.
function firstStop(dialog) {
  const body = dialog.querySelector("[data-first]");
  const field = body?.querySelector("input, textarea, [contenteditable='true']");
  const isInSight = field && field.getBoundingClientRect().bottom <= body.getBoundingClientRect().bottom;
  return isInSight ? field : (body ?? dialog);
}

/** Keeps Tab among the controls of the element that listens. */
export function keepInside(event) {
  if (event.key !== "Tab") {
    return;
  }
  const stops = [...event.currentTarget.querySelectorAll(FOCUSABLE)].filter(
    (stop) => stop.getClientRects().length && stop.tabIndex >= 0,
  );
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey
    ? [first, event.currentTarget].includes(document.activeElement)
    : document.activeElement === last;
  if (leaving) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
