/** The sidebar: the workspace, whom the page acts as, the channels, the direct messages, the app. */

import { avatar } from "./avatar.js";
import { timeText } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { unreadCount } from "./reads.js";
import {
  bot,
  getWorkspace,
  go,
  isMember,
  me,
  nameOf,
  now,
  openChannel,
  otherIn,
  people,
  visibleChannels,
} from "./state.js";

/** The sidebar. */
export function sidebar() {
  const channels = visibleChannels();
  const rooms = channels.filter((channel) => !channel.is_im);
  const mine = rooms.filter(isMember);
  const others = rooms.filter((channel) => !isMember(channel) && !channel.is_archived);
  const directs = channels.filter((channel) => channel.is_im);
  return h(
    "nav",
    { class: "sidebar", "aria-label": "Workspace" },
    h(
      "div",
      { class: "sidebar-scroll" },
      h(
        "section",
        { "aria-labelledby": "people-title" },
        h("h2", { id: "people-title" }, "You act as"),
        h(
          "div",
          { role: "radiogroup", "aria-labelledby": "people-title", on: { keydown: movePeople } },
          people().map(personRow),
        ),
      ),
      h(
        "section",
        { "aria-labelledby": "channels-title" },
        h("h2", { id: "channels-title" }, "Channels"),
        mine.map(channelRow),
      ),
      others.length > 0 &&
        h(
          "section",
          { "aria-labelledby": "browse-title" },
          h("h2", { id: "browse-title" }, "Other public channels"),
          others.map(channelRow),
        ),
      directs.length > 0 &&
        h(
          "section",
          { "aria-labelledby": "dms-title" },
          h("h2", { id: "dms-title" }, "Direct messages"),
          directs.map(directRow),
        ),
      bot() &&
        getWorkspace().home_tab !== false &&
        h("section", { "aria-labelledby": "apps-title" }, h("h2", { id: "apps-title" }, "App"), homeRow()),
    ),
  );
}

function personRow(person) {
  const current = person.id === me().id;
  const waiting = current
    ? 0
    : Object.values(getWorkspace().channels)
        .filter((channel) => channel.is_im)
        .reduce((sum, channel) => sum + unreadCount(channel, person.id), 0);
  const role = person.title || (person.is_restricted ? "Guest" : "");
  return h(
    "button",
    {
      key: person.id,
      type: "button",
      role: "radio",
      "aria-checked": String(current),
      class: `person ${current ? "person-current" : ""}`,
      "data-testid": `person-${person.name.toLowerCase()}`,
      tabindex: current ? 0 : -1,
      title: `${person.real_name ?? nameOf(person.id)}, ${role}, ${person.tz_label ?? person.tz}`,
      on: { click: () => actAs(person) },
    },
    avatar(person, "small"),
    h(
      "span",
      { class: "person-text" },
      h(
        "span",
        { class: "person-name" },
        h("bdi", null, nameOf(person.id)),
        h("small", null, timeText(now(), person.tz)),
      ),
      h("small", null, [role, cityOf(person.tz)].filter(Boolean).join(" · ")),
    ),
    waiting > 0 && h("span", { class: "unread", "aria-label": `${waiting} direct messages waiting` }, String(waiting)),
  );
}

function cityOf(tz) {
  return (tz ?? "").split("/").at(-1).replace(/_/g, " ");
}

// What the new person may not see closes; a direct message becomes theirs with the same other person.
function actAs(person) {
  const current = openChannel();
  if (current === "home" || !current?.is_im) {
    go({ as: person.id });
    return;
  }
  const other = otherIn(current);
  const theirs = Object.values(getWorkspace().channels).find(
    (channel) => channel.is_im && channel.members.includes(person.id) && channel.members.includes(other),
  );
  go({ as: person.id, channel: theirs?.id, thread: null });
}

function movePeople(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) {
    return;
  }
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll("[role=radio]")];
  const next = rows.at((rows.indexOf(document.activeElement) + step) % rows.length);
  next.focus();
  next.click();
}

function row({ key, testid, current, unread, picture, label, extra, channel }) {
  return h(
    "button",
    {
      key,
      type: "button",
      class: `row ${current ? "row-current" : ""} ${unread ? "row-unread" : ""}`,
      "data-testid": testid,
      "aria-current": current ? "page" : null,
      on: { click: () => go({ channel, thread: null }) },
    },
    picture,
    h("span", { class: "row-label" }, label),
    extra,
    unread > 0 && h("span", { class: "unread", "aria-label": `${unread} unread` }, String(unread)),
  );
}

function channelRow(channel) {
  const current = openChannel()?.id === channel.id;
  return row({
    key: channel.id,
    testid: `channel-${channel.name}`,
    current,
    unread: current ? 0 : unreadCount(channel),
    channel: channel.id,
    label: channel.name,
    picture: icon(channel.is_private ? "lock" : "hash"),
  });
}

function directRow(channel) {
  const other = getWorkspace().users[otherIn(channel)];
  const current = openChannel()?.id === channel.id;
  return row({
    key: channel.id,
    testid: `dm-${other?.name ?? channel.id}`,
    current,
    unread: current ? 0 : unreadCount(channel),
    channel: channel.id,
    label: nameOf(otherIn(channel)),
    picture: avatar(other, "small"),
    extra: other?.is_bot && h("span", { class: "badge" }, "APP"),
  });
}

function homeRow() {
  return row({
    key: "home",
    testid: "home-tab",
    current: openChannel() === "home",
    unread: 0,
    channel: "home",
    label: `${nameOf(bot().id)} Home`,
    picture: icon("home"),
  });
}
