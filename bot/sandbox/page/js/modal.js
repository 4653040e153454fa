/**
 * The acting person's modals: the top one of the stack, of up to three.
 *
 * Rule kept here: what is typed survives every update of the view, and a modal is never closed by a slip beside it.
 */

import { closeView, isSubmitting, submit } from "./acts.js";
import { blocksOf } from "./blocks.js";
import { dialog, isAsking } from "./dialogs.js";
import { attempt, h } from "./dom.js";
import { forgetGoneFields, problemsOf, takeNewProblems } from "./forms.js";
import { icon, iconButton } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { openViews } from "./state.js";

/** The layer with the top modal, and the edges of those below. */
export function modalLayer() {
  const views = openViews();
  const view = views.at(-1);
  if (!view) {
    return null;
  }
  const edges = views.slice(0, -1).map((below, index) =>
    h("div", {
      key: `below ${below.id}`,
      class: "modal-below",
      "aria-hidden": "true",
      style: { "--depth": views.length - 1 - index },
    }),
  );
  const top = attempt(
    () => modal(view, views.length > 1),
    () => notShown(view),
  );
  return h("div", { class: "backdrop", key: "modals", inert: isAsking() }, h("div", { class: "stack" }, edges, top));
}

function notShown(view) {
  const attributes = { role: "dialog", "aria-label": "Modal", "data-testid": "modal" };
  return dialog(
    { ...attributes, key: `not shown ${view.id}`, class: "dialog modal" },
    h("header", null, h("h2", null, "This modal cannot be shown."), closeButton(view)),
  );
}

// As in Slack the cross closes the whole stack; Back, the button below and Esc close the top modal alone.
function closeButton(view) {
  return iconButton("close", "Close", () => closeView(view, { all: true }), { "data-testid": "modal-x" });
}

function modal(view, isPushed) {
  forgetGoneFields(view.id, view.blocks);
  const { banner } = problemsOf(view);
  const attributes = {
    role: "dialog",
    "aria-labelledby": "modal-title",
    "data-testid": "modal",
    "data-view-id": view.id,
  };
  const close = () => closeView(view);
  return dialog(
    { ...attributes, key: view.id, class: "dialog modal", update: (element) => showFirstError(element, view) },
    h(
      "header",
      null,
      isPushed && iconButton("back", "Back", close, { "data-testid": "modal-back" }),
      h("h2", { id: "modal-title" }, textObject(view.title)),
      closeButton(view),
    ),
    banner &&
      h(
        "div",
        { key: "banner", class: "banner", role: "alert", "data-testid": "modal-error" },
        icon("warning"),
        h("p", null, banner),
      ),
    h(
      "div",
      { key: "body", class: "modal-body", "data-first": true, tabindex: "-1" },
      blocksOf(view.blocks, surfaceOf(view)),
    ),
    h(
      "footer",
      { key: "footer" },
      h(
        "button",
        { type: "button", class: "button", "data-testid": "modal-close", on: { click: close } },
        h("span", { class: "button-text" }, view.close ? textObject(view.close) : view.submit ? "Cancel" : "Close"),
      ),
      view.submit && submitButton(view),
    ),
  );
}

// The first field that is wrong may be far above the button that was pressed.
function showFirstError(dialogShown, view) {
  const block = takeNewProblems(view.id) && dialogShown.querySelector(".field-error")?.closest(".block");
  if (block) {
    block.scrollIntoView({ block: "nearest" });
    block.querySelector("input, textarea, [contenteditable='true']")?.focus({ preventScroll: true });
  }
}

function submitButton(view) {
  const busy = isSubmitting(view);
  return h(
    "button",
    {
      type: "button",
      class: `button button-primary ${busy ? "is-busy" : ""}`,
      "data-testid": "modal-submit",
      disabled: view.submit_disabled,
      "aria-busy": busy ? "true" : null,
      on: { click: () => submit(view) },
    },
    h("span", { class: "button-text" }, textObject(view.submit)),
  );
}

function surfaceOf(view) {
  return { id: view.id, kind: "modal", target: { view: true }, blocks: view.blocks, view, state: view.state };
}
