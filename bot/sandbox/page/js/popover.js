/**
 * What opens beside a control: menus, pickers, the list of a select. One at a time.
 *
 * Rule kept here: Esc or a press elsewhere closes it, and the focus returns to the control that opened it.
 */

import { keepInside } from "./dialogs.js";
import { h } from "./dom.js";
import { changed } from "./state.js";

const GAP = 4;
const MARGIN = 8;

/** The open popover: {owner, anchor, label, content, role, class, keepsFocus, onClose} or null. */
let open = null;

/**
 * Opens a popover, closing another one.
 * @param {object} wanted `anchor`: the control; `within`: the frame around it, to stand beside instead; `content`: a function that describes the inside; `owner`: a key by which the
 *   caller knows its own; `keepsFocus`: the focus stays in the anchor (the list of a select); `onClose`: called when it closes.
 */
export function openPopover(wanted) {
  closePopover({ refocus: false });
  open = { role: "dialog", ...wanted };
  open.anchor.setAttribute("aria-expanded", "true");
  changed();
}

/** Closes the open popover, if any; answers whether there was one. */
export function closePopover({ refocus = true } = {}) {
  if (!open) {
    return false;
  }
  const closing = open;
  open = null;
  closing.anchor.setAttribute("aria-expanded", "false");
  if (refocus && !closing.keepsFocus && closing.anchor.isConnected) {
    closing.anchor.focus({ preventScroll: true });
  }
  closing.onClose?.();
  changed();
  return true;
}

/** Whether the popover of this owner is open. */
export function isOpen(owner) {
  return open?.owner === owner;
}

/** The layer that holds the open popover. */
export function popoverLayer() {
  if (!open) {
    return null;
  }
  if (!open.anchor.isConnected) {
    // What it belonged to has gone from the page, for example because the message was deleted.
    queueMicrotask(() => closePopover({ refocus: false }));
    return null;
  }
  const shown = open;
  const put = (element) => position(element, shown.within ?? shown.anchor, shown.keepsFocus);
  return h(
    "div",
    {
      key: shown.owner,
      class: `popover ${shown.class ?? ""}`,
      role: shown.keepsFocus ? null : shown.role,
      "aria-label": shown.keepsFocus ? null : shown.label,
      on: shown.keepsFocus ? {} : { keydown: shown.role === "menu" ? moveInMenu : keepInside },
      mount: (element) => {
        // The element is placed in the document at the end of this draw; its size is known only then.
        queueMicrotask(() => {
          put(element);
          if (!shown.keepsFocus) {
            (element.querySelector("[data-autofocus]") ?? element.querySelector("button, input"))?.focus({
              preventScroll: true,
            });
          }
        });
      },
      update: put,
    },
    shown.content(),
  );
}

function position(element, anchor, sameWidth) {
  const at = anchor.getBoundingClientRect();
  if (sameWidth) {
    element.style.width = `${Math.max(at.width, 220)}px`;
  }
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = window.innerHeight - at.bottom - GAP - MARGIN;
  const goesUp = below < height && at.top > below;
  element.style.left = `${Math.max(MARGIN, Math.min(at.left, window.innerWidth - width - MARGIN))}px`;
  element.style.top = `${Math.max(MARGIN, goesUp ? at.top - GAP - height : Math.min(at.bottom + GAP, window.innerHeight - height - MARGIN))}px`;
}

/**
 * Opens a menu of commands.
 * @param {Element} anchor
 * @param {string} label
 * @param {Array<object|false>} items {label, run(), description?, group?, icon?, testid?}; one with another `group` than the
 *   one before stands below a line and the group's name; false is no item
 */
export function openMenu(anchor, label, items) {
  const owner = anchor;
  if (isOpen(owner)) {
    closePopover();
    return;
  }
  openPopover({
    owner,
    anchor,
    label,
    role: "menu",
    class: "menu",
    content: () =>
      items.filter(Boolean).map((item, index, shown) => [
        index > 0 &&
          item.group !== shown[index - 1].group &&
          h("p", { class: "menu-group", role: "presentation" }, item.group),
        h(
          "button",
          {
            key: index,
            type: "button",
            role: "menuitem",
            class: "menu-item",
            "data-testid": item.testid,
            on: {
              click: () => {
                closePopover();
                item.run();
              },
            },
          },
          item.icon,
          h("span", { class: "menu-label" }, item.label),
          item.description && h("small", null, item.description),
        ),
      ]),
  });
}

function moveInMenu(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") {
    closePopover();
  } else if (next === undefined) {
    return;
  }
  event.preventDefault();
  items.at(next === undefined ? at : next % items.length)?.focus();
}

/** Keeps the popover beside its anchor when something scrolls. */
export function followAnchor() {
  if (open) {
    changed();
  }
}

/** Closes the popover when a press lands outside it and outside its anchor. */
export function closeOnPressOutside(event) {
  const inside =
    event.target.closest(".popover") || open?.anchor.contains(event.target) || open?.within?.contains(event.target);
  if (open && !inside) {
    closePopover({ refocus: false });
  }
}
