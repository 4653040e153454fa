/**
 * A description of the page, and the smallest change that makes the document match it.
 *
 * Rule kept here: text becomes a text node and an attribute goes through setAttribute, so nothing that people or the bot
 * write is ever read as HTML. Elements that stay in place stay the same elements: focus, caret, scroll position and what
 * somebody is typing survive each redraw. What cannot be described or made ready stays alone with it: the rest is drawn.
 */

const SVG_TAGS = new Set(["svg", "path", "circle", "rect"]);
const DRAWN = new WeakMap();
const LISTENERS = new WeakMap();
const told = new Set();

/**
 * Describes one element.
 * @param {string} tag
 * @param {object|null} props `key` names the element among its siblings; `on` holds listeners by event; `initial` holds
 *   properties set only when the element is made (a typed value is the person's from then on); `live` holds properties set
 *   on every draw; `style` holds CSS properties by name; `mount`, `update` and `unmount` are called with the element; all else are attributes.
 * @param {...*} children descriptions, strings, lists of them; null, false and undefined hold a place and draw nothing.
 */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children };
}

/**
 * What `describe` gives, or what `otherwise` gives when it fails: one bad message must not take the page with it.
 * @param {function(): *} describe
 * @param {function(): *} otherwise
 * @returns {*}
 */
export function attempt(describe, otherwise) {
  try {
    return describe();
  } catch (error) {
    // The page is drawn anew every few seconds: the same is told once.
    if (!told.has(String(error))) {
      told.add(String(error));
      console.error(error);
    }
    return otherwise();
  }
}

/**
 * Makes the children of `parent` match the descriptions.
 * @param {Element} parent
 * @param {Array} children
 */
export function draw(parent, children) {
  const old = DRAWN.get(parent) ?? new Map();
  const wanted = new Map();
  place(children, "", wanted);
  for (const [key, drawn] of old) {
    const next = wanted.get(key);
    if (!next || next.tag !== drawn.node.tag) {
      drop(drawn);
      old.delete(key);
    }
  }
  const drawn = new Map();
  let before = parent.firstChild;
  for (const [key, node] of wanted) {
    const kept = old.get(key);
    const element = kept ? kept.element : create(node);
    // The children are drawn before the element arrives on the page, so that its `mount` finds it whole.
    fill(element, kept?.node, node);
    if (element === before) {
      before = before.nextSibling;
    } else {
      parent.insertBefore(element, before);
    }
    const ready = kept ? node.props?.update : node.props?.mount;
    attempt(
      () => ready?.(element),
      () => null,
    );
    drawn.set(key, { element, node });
  }
  DRAWN.set(parent, drawn);
}

// An unkeyed child is known by its place among its siblings, like a slot: a missing neighbour does not move it.
function place(children, prefix, into) {
  children.forEach((child, index) => {
    if (child === null || child === undefined || child === false || child === "") {
      return;
    }
    if (Array.isArray(child)) {
      place(child, `${prefix}${index}.`, into);
      return;
    }
    const node = typeof child === "object" ? child : { tag: "#text", text: String(child) };
    const key = node.props?.key === undefined ? `${prefix}${index}` : `${prefix}=${node.props.key}`;
    into.set(into.has(key) ? `${key}+${prefix}${index}` : key, node);
  });
}

function create(node) {
  if (node.tag === "#text") {
    return document.createTextNode(node.text);
  }
  return SVG_TAGS.has(node.tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", node.tag)
    : document.createElement(node.tag);
}

function fill(element, old, node) {
  if (node.tag === "#text") {
    if (element.data !== node.text) {
      element.data = node.text;
    }
    return;
  }
  setAttributes(element, old?.props ?? {}, node.props);
  setListeners(element, node.props.on ?? {});
  draw(element, node.children);
  if (!old) {
    Object.assign(element, node.props.initial);
  }
  // Through the object model: the page's policy forbids style attributes.
  for (const [name, value] of Object.entries(node.props.style ?? {})) {
    element.style.setProperty(name, value);
  }
  for (const [name, value] of Object.entries(node.props.live ?? {})) {
    if (element[name] !== value) {
      element[name] = value;
    }
  }
}

const NO_ATTRIBUTES = new Set(["key", "on", "style", "initial", "live", "mount", "update", "unmount"]);

function setAttributes(element, old, next) {
  for (const name of Object.keys(old)) {
    if (!NO_ATTRIBUTES.has(name) && isAbsent(next[name])) {
      element.removeAttribute(name);
    }
  }
  for (const [name, value] of Object.entries(next)) {
    if (NO_ATTRIBUTES.has(name) || isAbsent(value)) {
      continue;
    }
    const text = value === true ? "" : String(value);
    if (element.getAttribute(name) !== text) {
      element.setAttribute(name, text);
    }
  }
}

function isAbsent(value) {
  return value === undefined || value === null || value === false;
}

// One lasting listener an event looks up the newest function, so that a redraw need not add and remove listeners.
function setListeners(element, wanted) {
  let current = LISTENERS.get(element);
  if (!current) {
    if (Object.keys(wanted).length === 0) {
      return;
    }
    current = { known: new Set(), wanted };
    LISTENERS.set(element, current);
  }
  current.wanted = wanted;
  for (const name of Object.keys(wanted)) {
    if (!current.known.has(name)) {
      current.known.add(name);
      element.addEventListener(name, (event) => current.wanted[name]?.(event));
    }
  }
}

function drop(drawn) {
  unmount(drawn);
  drawn.element.remove();
}

function unmount({ element, node }) {
  for (const child of DRAWN.get(element)?.values() ?? []) {
    unmount(child);
  }
  node.props?.unmount?.(element);
}
