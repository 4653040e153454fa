/** Light or dark: as the system wishes, until somebody chooses. */

import { changed } from "./state.js";

const KEY = "sandbox.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = localStorage.getItem(KEY);

/** Whether the dark colours are shown. */
export function isDark() {
  return chosen ? chosen === "dark" : system.matches;
}

/** Shows the other colours and remembers the choice. */
export function toggleTheme() {
  chosen = isDark() ? "light" : "dark";
  localStorage.setItem(KEY, chosen);
  applyTheme();
  changed();
}

/** Puts the colours on the page. */
export function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

system.addEventListener("change", () => {
  applyTheme();
  changed();
});
