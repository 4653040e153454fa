/** Which messages each person has seen, kept for this browser tab: the workspace itself does not track it. */

import { isMember, isTopLevel, me, now } from "./state.js";

const KEY = "sandbox.reads";
const marks = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");

// A mark from later than now belongs to an earlier run of the sandbox, whose clock had been moved.
function markOf(personId, channel) {
  const mark = marks[`${personId} ${channel.id}`] ?? 0;
  return mark > now() + 1 ? 0 : mark;
}

/** How many messages in a channel a person has not seen. */
export function unreadCount(channel, personId = me().id) {
  if (!channel.members.includes(personId)) {
    return 0;
  }
  const mark = markOf(personId, channel);
  return channel.messages.filter(
    (message) =>
      Number(message.ts) > mark &&
      message.user !== personId &&
      isTopLevel(message) &&
      (!message.ephemeral_to || message.ephemeral_to === personId),
  ).length;
}

/** Remembers that the acting person has seen a channel to its end. */
export function markRead(channel) {
  const newest = channel.messages.at(-1);
  const key = `${me().id} ${channel.id}`;
  if (newest && isMember(channel) && marks[key] !== Number(newest.ts) && !document.hidden) {
    marks[key] = Number(newest.ts);
    sessionStorage.setItem(KEY, JSON.stringify(marks));
  }
}
