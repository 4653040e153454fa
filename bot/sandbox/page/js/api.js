/**
 * The sandbox's control API, as the browser uses it.
 *
 * Rule kept here: a call never throws; every answer is `{ok, error?, errors?, ...}`, and a server that is gone is one too.
 */

const GONE = "The sandbox does not answer. Is it still running?";

/**
 * Sends one act of a person.
 * @param {string} name the endpoint below /_sandbox/, such as "click"
 * @param {object} body
 * @returns {Promise<{ok: boolean, error?: string, errors?: Object<string, string>}>}
 */
export async function post(name, body) {
  try {
    const response = await fetch(`/_sandbox/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return response.ok || answer.error ? answer : { ok: false, error: `The sandbox answered ${response.status}.` };
  } catch {
    return { ok: false, error: GONE };
  }
}

/** Fetches a page of data ("state", "traffic"), or null when the server is gone. */
export async function get(name) {
  try {
    const response = await fetch(`/_sandbox/${name}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * Calls back at each change of the workspace, once at the start, and again after a lost connection is back.
 * @param {{onChange: function(): void, onConnection: function(boolean): void}} callbacks
 */
export function listen({ onChange, onConnection }) {
  const source = new EventSource("/_sandbox/events");
  source.addEventListener("message", onChange);
  source.addEventListener("open", () => {
    onConnection(true);
    onChange();
  });
  source.addEventListener("error", () => onConnection(false));
}

/** Uploads a file as a person; answers `{ok, file}`. */
export async function upload(as, file) {
  const dataUrl = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return post("upload", { as, filename: file.name, base64: dataUrl.slice(dataUrl.indexOf(",") + 1) });
}
