/** Which of the greeting's steps a newcomer has done, kept for this browser tab. */

const KEY = "sandbox.steps";
const done = new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** Remembers a step ("command", "press", "bell", "clock", "dm"); null is no step. */
export function note(step) {
  if (step) {
    done.add(step);
    sessionStorage.setItem(KEY, JSON.stringify([...done]));
  }
}

/** Whether a step was done. */
export function isDone(step) {
  return done.has(step);
}
