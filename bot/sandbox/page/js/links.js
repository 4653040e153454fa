/**
 * Links: which addresses may be followed, and which of them lead to a place in the workspace itself.
 *
 * Rule kept here: only http, https and mailto are ever put into an `href`.
 */

import { h } from "./dom.js";
import { addressOf } from "./state.js";

const PERMALINK = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/;

/** The address if a browser may follow it without harm, else null. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the page, or its bare label when the address is not one to follow. */
export function link(address, label, props = {}) {
  const href = safeUrl(address);
  if (!href) {
    return h("span", props, label);
  }
  const here = placeOf(href);
  return here
    ? h("a", { ...props, href: addressOf(here) }, label)
    : h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, label);
}

// Where a permalink of this workspace leads, or null: such a link is followed on the page, as Slack does.
function placeOf(href) {
  const url = new URL(href);
  const match = url.origin === location.origin && PERMALINK.exec(url.pathname);
  return match
    ? { channel: match[1], thread: url.searchParams.get("thread_ts"), at: `${match[2]}.${match[3]}` }
    : null;
}

/** The permalink of a message. */
export function permalink(channel, message) {
  const address = `${location.origin}/archives/${channel.id}/p${message.ts.replace(".", "")}`;
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  return isReply ? `${address}?thread_ts=${message.thread_ts}&cid=${channel.id}` : address;
}

/** Where an uploaded file is to be had; Slack's own addresses of it need the app's token. */
export function fileAddress(id) {
  return `/_sandbox/files/${encodeURIComponent(id)}`;
}

/** The address of a picture of Block Kit: one on the web, or an uploaded file named by id or address. */
export function pictureAddress({ image_url: address, slack_file: file }) {
  if (file) {
    const id = file.id ?? /-(F\w+)\//.exec(file.url ?? "")?.[1];
    return id ? fileAddress(id) : null;
  }
  return address ? safeUrl(address) : null;
}
