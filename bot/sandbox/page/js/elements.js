/**
 * The interactive elements of Block Kit.
 *
 * Rule kept here: an element shows its own value and hands each change on; whether the bot is told at once is decided in
 * one place, `commit`.
 */

import { controlKey, isBusy, press, submit } from "./acts.js";
import { fromLocalField, toLocalField } from "./dates.js";
import { askFirst } from "./dialogs.js";
import { h } from "./dom.js";
import { pictureAddress, safeUrl } from "./links.js";
import { setValue, valueOf } from "./forms.js";
import { fileInput } from "./file-input.js";
import { richTextInput } from "./editor.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { changed, zone } from "./state.js";
import { select } from "./selects.js";

const TYPING_PAUSE_MS = 400;
const USUAL_HINTS = { date: "Select a date", time: "Select a time", "datetime-local": "Select a date and time" };
const pauses = new Map();

/**
 * An element of a block.
 * @param {object} element
 * @param {object} block the block around it
 * @param {object} surface where it is shown: {id, kind, target, view?, state?}
 * @param {{labelledBy?: string, describedBy?: string, invalid?: boolean}} [labels]
 */
export function blockElement(element, block, surface, labels = {}) {
  const field = fieldFor(element, block, surface, labels);
  if (/select$/.test(element.type)) {
    return select(element, field);
  }
  return (ELEMENTS[element.type] ?? unknown)(element, field, block, surface);
}

function fieldFor(element, block, surface, labels) {
  const isInput = block.type === "input";
  // Answers whether the value stands: a person who is asked to confirm it may say no.
  const commit = async (value) => {
    const before = valueOf(surface, block.block_id, element);
    setValue(surface, block.block_id, element, value);
    changed();
    if (isInput && !block.dispatch_action) {
      return true;
    }
    if (!(await askFirst(element.confirm))) {
      setValue(surface, block.block_id, element, before);
      changed();
      return false;
    }
    press(surface, block, element, { selected: value });
    return true;
  };
  const field = {
    id: `field ${surface.id} ${block.block_id} ${element.action_id}`.replace(/[^\w-]/g, "_"),
    value: valueOf(surface, block.block_id, element),
    isInput,
    clearable: isInput,
    target: surface.target,
    invalid: labels.invalid,
    set: (value) => {
      setValue(surface, block.block_id, element, value);
      if (labels.invalid) {
        changed();
      }
    },
    commit,
    fresh: () => ({ ...field, value: valueOf(surface, block.block_id, element) }),
    attributes: {
      id: null,
      "data-block-id": block.block_id,
      "data-action-id": element.action_id,
      "data-autofocus": element.focus_on_load ? true : null,
      "aria-labelledby": labels.labelledBy,
      "aria-label": labels.labelledBy
        ? null
        : (element.placeholder?.text ?? element.accessibility_label ?? element.action_id),
      "aria-describedby": labels.describedBy,
      "aria-invalid": labels.invalid ? "true" : null,
      "aria-required": isInput && !block.optional ? "true" : null,
    },
  };
  field.attributes.id = field.id;
  return field;
}

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  checkboxes: (element, field) => choiceGroup(element, field, "checkbox"),
  radio_buttons: (element, field) => choiceGroup(element, field, "radio"),
  plain_text_input: textField,
  rich_text_input: richTextInput,
  url_text_input: (element, field, block, surface) =>
    textField(element, field, block, surface, { type: "url", inputmode: "url" }),
  email_text_input: (element, field, block, surface) =>
    textField(element, field, block, surface, { type: "email", inputmode: "email" }),
  number_input: (element, field, block, surface) =>
    textField(element, field, block, surface, {
      type: "text",
      inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
    }),
  datepicker: (element, field) =>
    dateField(element, field, { type: "date", min: "1900-01-01", max: "9999-12-31" }, asTyped),
  timepicker: (element, field) => dateField(element, field, { type: "time" }, asTyped),
  datetimepicker: (element, field) =>
    dateField(
      element,
      field,
      { type: "datetime-local", min: "1970-01-02T00:00", max: "9999-12-31T23:59" },
      { read: (text) => fromLocalField(text, zone()), show: (moment) => toLocalField(moment, zone()) },
    ),
  file_input: (element, field) => fileInput(element, field),
  image: (element) =>
    h("img", { class: "accessory-image", src: pictureAddress(element), alt: element.alt_text ?? "" }),
};

// A date or time stands in its field in the form in which Slack sends it.
const asTyped = { read: (text) => text, show: (value) => value };

function unknown(element) {
  return h("span", { class: "unknown" }, `${element.type} cannot be shown here`);
}

function button(element, field, block, surface) {
  const busy = isBusy(controlKey(surface, block.block_id, element.action_id));
  const address = element.url && safeUrl(element.url);
  const run = async (event) => {
    if (element.confirm) {
      event.preventDefault();
      if (!(await askFirst(element.confirm))) {
        return;
      }
      if (address) {
        window.open(address, "_blank", "noopener");
      }
    }
    press(surface, block, element, element.value === undefined ? {} : { value: element.value });
  };
  return h(
    address ? "a" : "button",
    {
      class: `button ${element.style ? `button-${element.style}` : ""} ${busy ? "is-busy" : ""}`,
      ...(address ? { href: address, target: "_blank", rel: "noopener noreferrer" } : { type: "button" }),
      "data-block-id": block.block_id,
      "data-action-id": element.action_id,
      "aria-label": element.accessibility_label,
      "aria-busy": busy ? "true" : null,
      on: { click: run },
    },
    h("span", { class: "button-text" }, textObject(element.text)),
  );
}

function overflow(element, field, block, surface) {
  const choose = async (option) => {
    if (await askFirst(element.confirm)) {
      press(surface, block, element, { selected: option.value });
    }
  };
  return h(
    "button",
    {
      type: "button",
      class: "button button-icon",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "data-block-id": block.block_id,
      "data-action-id": element.action_id,
      on: {
        click: (event) =>
          openMenu(
            event.currentTarget,
            "More options",
            element.options.map((option) => ({
              label: textObject(option.text),
              description: option.description && textObject(option.description),
              run: () => {
                if (option.url && safeUrl(option.url)) {
                  window.open(safeUrl(option.url), "_blank", "noopener");
                }
                choose(option);
              },
            })),
          ),
      },
    },
    icon("more"),
  );
}

function choiceGroup(element, field, type) {
  const isOn = (option) => (type === "radio" ? field.value === option.value : field.value.includes(option.value));
  const choose = (option) => {
    const { value } = field.fresh();
    field.commit(
      type === "radio"
        ? option.value
        : isIn(value, option)
          ? value.filter((each) => each !== option.value)
          : [...value, option.value],
    );
  };
  const { id, "data-autofocus": autofocus, ...attributes } = field.attributes;
  return h(
    "div",
    { ...attributes, id, class: "choices", role: type === "radio" ? "radiogroup" : "group" },
    element.options.map((option, index) =>
      h(
        "label",
        { class: "choice", key: option.value },
        h("input", {
          type,
          name: id,
          value: option.value,
          live: { checked: isOn(option) },
          "data-autofocus": index === 0 ? autofocus : null,
          on: { change: () => choose(option) },
        }),
        h(
          "span",
          null,
          h("span", null, textObject(option.text)),
          option.description && h("small", null, textObject(option.description)),
        ),
      ),
    ),
  );
}

function isIn(values, option) {
  return values.includes(option.value);
}

function textField(element, field, block, surface, attributes = { type: "text" }) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = (value) => block.dispatch_action && press(surface, block, element, { value });
  const input = (event) => {
    const { value } = event.currentTarget;
    field.set(value);
    if (element.max_length) {
      changed();
    }
    if (triggers.includes("on_character_entered")) {
      clearTimeout(pauses.get(field.id));
      pauses.set(
        field.id,
        setTimeout(() => tell(value), TYPING_PAUSE_MS),
      );
    }
  };
  const keydown = (event) => {
    const plainEnter =
      event.key === "Enter" && !event.isComposing && (!element.multiline || event.metaKey || event.ctrlKey);
    if (!plainEnter) {
      return;
    }
    event.preventDefault();
    if (block.dispatch_action && triggers.includes("on_enter_pressed")) {
      tell(event.currentTarget.value);
    } else if (surface.view?.submit) {
      submit(surface.view);
    }
  };
  const common = {
    ...field.attributes,
    class: "text-field",
    placeholder: element.placeholder?.text,
    initial: { value: field.value },
    on: { input, keydown },
  };
  const control = element.multiline
    ? h("textarea", { ...common, key: field.id, rows: 4 })
    : h("input", { ...common, ...attributes, key: field.id, autocomplete: "off" });
  return h("div", { class: "text-field-frame" }, control, counter(element, field.value));
}

// The counter appears when the end comes near, and tells by how much a text is too long: nothing typed is cut off.
function counter(element, value) {
  const left = element.max_length - value.length;
  const shown = element.max_length && left <= Math.max(20, element.max_length * 0.1);
  return (
    shown && h("span", { class: `counter ${left < 0 ? "counter-over" : ""}`, "aria-live": "polite" }, String(left))
  );
}

function dateField(element, field, attributes, { read, show }) {
  const { value } = field;
  const kind = attributes.type;
  // While a year is typed the field holds year 2, 20, 202: only a whole moment counts.
  const change = async ({ currentTarget: input }) => {
    if (!input.validity.valid) {
      return;
    }
    const stands = await field.commit(input.value === "" ? null : read(input.value));
    if (!stands) {
      input.value = value === null ? "" : show(value);
    }
  };
  const hint = element.placeholder?.text ?? USUAL_HINTS[kind];
  return h(
    "div",
    { class: "date-field" },
    h(
      "div",
      { class: value === null ? "date-frame date-blank" : "date-frame" },
      h("input", {
        ...field.attributes,
        ...attributes,
        key: field.id,
        class: "text-field",
        initial: { value: value === null ? "" : show(value) },
        on: { change },
      }),
      // The browser's own fields have no placeholder.
      value === null && h("span", { class: "date-hint", "aria-hidden": "true" }, hint),
    ),
    kind === "datetime-local" && h("small", { class: "zone" }, zone().replace(/_/g, " ")),
  );
}
