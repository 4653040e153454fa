/**
 * The acting person's modals: the top one of the stack, of up to three.
 *
 * Rule kept here: what is typed survives every update of the view, and a modal is never closed by a slip beside it.
 */

import { closeView, isSubmitting, submit } from "./acts.js";
import { blocksOf } from "./blocks.js";
import { dialog, isAsking } from "./dialogs.js";
import { h } from "./dom.js";
import { forgetGoneFields, problemsOf } from "./forms.js";
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
  forgetGoneFields(view.id, view.blocks);
  const edges = views.slice(0, -1).map((below, index) =>
    h("div", {
      key: `below ${below.id}`,
      class: "modal-below",
      "aria-hidden": "true",
      style: { "--depth": views.length - 1 - index },
    }),
  );
  return h("div", { class: "backdrop", key: "modals", inert: isAsking() }, h("div", { class: "stack" }, edges, modal(view, views.length > 1)));
}

function modal(view, isPushed) {
  const { banner } = problemsOf(view);
  const attributes = {
    role: "dialog",
    "aria-labelledby": "modal-title",
    "data-testid": "modal",
    "data-view-id": view.id,
  };
  const close = () => closeView(view);
  return dialog(
    { ...attributes, key: view.id, class: "dialog modal" },
    h(
      "header",
      null,
      isPushed && iconButton("back", "Back", close, { "data-testid": "modal-back" }),
      h("h2", { id: "modal-title" }, textObject(view.title)),
      iconButton("close", "Close", close, { "data-testid": "modal-x" }),
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
        view.close ? textObject(view.close) : view.submit ? "Cancel" : "Close",
      ),
      view.submit && submitButton(view),
    ),
  );
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
