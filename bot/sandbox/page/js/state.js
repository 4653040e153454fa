/**
 * What the page knows: the workspace as the server last told it, the view that the address names, and how to redraw.
 *
 * Rule kept here: the workspace is only ever replaced whole by what the server says; all else on the page is derived.
 */

/** The workspace: the answer of GET /_sandbox/state, or null before the first one. */
let workspace = null;
let clockAhead = 0;
let redraw = () => {};
let scheduled = false;

/**
 * What the address names: {as, channel, thread, at}: ids or names, or undefined. `channel` is "home" for the app's Home, `at`
 * the `ts` of a message to look at.
 */
const route = {};

/** Names the function that draws the page. */
export function onChange(callback) {
  redraw = callback;
}

/** Asks for one redraw soon, however often it is called before. */
export function changed() {
  if (scheduled) {
    return;
  }
  scheduled = true;
  // A hidden tab gets no animation frames, and still has to know about its messages when it is shown again.
  const later = document.hidden ? (run) => setTimeout(run, 0) : requestAnimationFrame;
  later(() => {
    scheduled = false;
    redraw();
  });
}

/** Takes a new state from the server. */
export function setWorkspace(next) {
  workspace = next;
  clockAhead = seconds(next.now) - Date.now() / 1000;
  changed();
}

function seconds(moment) {
  return typeof moment === "number" ? moment : Date.parse(moment) / 1000;
}

/** The workspace, or null before the first answer. */
export function getWorkspace() {
  return workspace;
}

/** The workspace's moment in unix seconds: people's time, which can be moved ahead. */
export function now() {
  return Date.now() / 1000 + clockAhead;
}

/** The person the page acts as. */
export function me() {
  return findPerson(route.as) ?? people()[0];
}

function findPerson(idOrName) {
  return people().find((user) => user.id === idOrName || user.name === idOrName);
}

/** The acting person's time zone. */
export function zone() {
  return me()?.tz ?? "UTC";
}

/** All people one can act as, in the workspace's order. */
export function people() {
  return Object.values(workspace?.users ?? {}).filter((user) => !user.is_bot && !user.deleted);
}

/** A user by id, or undefined. */
export function user(id) {
  return workspace?.users[id];
}

/** The bot's user, or undefined. */
export function bot() {
  return user(workspace?.bot_user_id) ?? Object.values(workspace?.users ?? {}).find((each) => each.is_bot);
}

/** How a user is called on the page. */
export function nameOf(id) {
  const found = user(id);
  return found?.display_name || found?.real_name || found?.name || id;
}

/** How a channel is called for the acting person: `specs-private`, or the other person of a direct message. */
export function channelName(id) {
  const channel = workspace?.channels[id];
  if (!channel) {
    return id;
  }
  return channel.is_im ? nameOf(otherIn(channel)) : channel.name;
}

/** The user on the other side of a direct message. */
export function otherIn(channel) {
  return channel.members.find((id) => id !== me()?.id) ?? channel.members[0];
}

/** Whether the acting person is a member of a channel. */
export function isMember(channel) {
  return channel.members.includes(me()?.id);
}

/** The channels that the acting person may see: their own, and public ones to browse. */
export function visibleChannels() {
  return Object.values(workspace?.channels ?? {}).filter(
    (channel) => isMember(channel) || (!channel.is_im && !channel.is_private && !me()?.is_restricted),
  );
}

/** The open channel, "home" for the app's Home, or null when none that the acting person may see is open. */
export function openChannel() {
  if (route.channel === "home") {
    return "home";
  }
  return visibleChannels().find((channel) => channel.id === route.channel || channel.name === route.channel) ?? null;
}

/** The `ts` of the open thread, or undefined. */
export function openThread() {
  return route.thread;
}

/** The `ts` of the message to look at, or undefined. */
export function pointedAt() {
  return route.at;
}

/** Goes to a view: what is not named stays, null takes away. */
export function go(changes) {
  location.hash = addressOf(changes);
}

/** The address of a view on this page, as `#...`: what is not named stays as it is, null takes away. */
export function addressOf(changes) {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({
    as: me()?.id,
    channel: route.channel,
    thread: route.thread,
    ...changes,
  })) {
    if (value) {
      next.set(name, value);
    }
  }
  return `#${next}`;
}

/** Reads the address into the route. */
export function readAddress() {
  const named = new URLSearchParams(location.hash.slice(1));
  for (const name of ["as", "channel", "thread", "at"]) {
    route[name] = named.get(name) ?? undefined;
  }
  changed();
}

/** The views (modals) that the acting person has open, the top one last. */
export function openViews() {
  return workspace?.views[me()?.id] ?? [];
}

/** The acting person's Home, or undefined. */
export function home() {
  return workspace?.homes[me()?.id];
}

/** The messages of a channel that the acting person sees, oldest first. */
export function messagesOf(channel) {
  return channel.messages.filter((message) => !message.ephemeral_to || message.ephemeral_to === me()?.id);
}

/** Whether a message belongs into the channel itself: no reply, or one also sent to the channel. */
export function isTopLevel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || Boolean(message.is_broadcast);
}
