/** The file field of a modal: real files, uploaded when they are picked. */

import { upload } from "./api.js";
import { h } from "./dom.js";
import { uploadedNames } from "./forms.js";
import { icon, iconButton } from "./icons.js";
import { changed, me } from "./state.js";
import { toast } from "./toasts.js";

const uploading = new Set();

/**
 * A file_input element.
 * @param {object} element
 * @param {object} field its value is the list of uploaded files' ids
 */
export function fileInput(element, field) {
  const limit = element.max_files ?? 10;
  const add = async (files) => {
    uploading.add(field.id);
    changed();
    for (const file of files) {
      await addOne(file, element, field, limit);
    }
    uploading.delete(field.id);
    changed();
  };
  const drop = (event) => {
    event.preventDefault();
    add([...event.dataTransfer.files]);
  };
  return h(
    "div",
    { class: "file-field", on: { dragover: (event) => event.preventDefault(), drop } },
    field.value.map((id) => fileChip(id, field)),
    field.value.length < limit && addButton(element, field, limit, add),
    element.filetypes && h("small", null, `Accepts ${element.filetypes.join(", ")}`),
  );
}

function fileChip(id, field) {
  const name = uploadedNames.get(id) ?? id;
  const remove = () => {
    field.set(field.fresh().value.filter((each) => each !== id));
    changed();
  };
  return h(
    "span",
    { class: "file-chip", key: id },
    icon("file"),
    h("span", null, name),
    iconButton("close", `Remove ${name}`, remove),
  );
}

function addButton(element, field, limit, add) {
  const change = (event) => {
    const files = [...event.currentTarget.files];
    // The same file may be picked again after it was removed.
    event.currentTarget.value = "";
    add(files);
  };
  return h(
    "label",
    { class: `button file-button ${uploading.has(field.id) ? "is-busy" : ""}` },
    h("input", {
      ...field.attributes,
      type: "file",
      class: "visually-hidden",
      multiple: limit > 1,
      accept: element.filetypes?.map((type) => `.${type}`).join(","),
      on: { change },
    }),
    h("span", { class: "button-text" }, limit > 1 ? "Add files" : "Add a file"),
  );
}

async function addOne(file, element, field, limit) {
  const kind = file.name.split(".").at(-1).toLowerCase();
  if (element.filetypes && !element.filetypes.includes(kind)) {
    toast(`${file.name} is not one of: ${element.filetypes.join(", ")}.`);
    return;
  }
  const answer = await upload(me().id, file);
  if (!answer.ok) {
    toast(answer.error ?? `${file.name} could not be uploaded.`);
    return;
  }
  uploadedNames.set(answer.file, file.name);
  const { value } = field.fresh();
  if (value.length < limit) {
    field.set([...value, answer.file]);
  }
}
