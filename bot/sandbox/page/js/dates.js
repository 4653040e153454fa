/**
 * Moments as people read them: in one person's time zone, by the workspace's clock.
 *
 * Rule kept here: a moment is unix seconds everywhere; only these functions know about zones and calendars.
 */

const DAY = 86400;
// What JavaScript's calendar reaches, some 270,000 years to either side.
const FARTHEST = 8.64e12;
const formatters = new Map();

function formatter(tz, options) {
  const key = `${tz}|${JSON.stringify(options)}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat("en-US", { timeZone: tz || "UTC", ...options }));
  }
  return formatters.get(key);
}

/** Whether a number is a moment that can be shown; what others send need not be one. */
export function isMoment(unix) {
  return Math.abs(unix) <= FARTHEST;
}

const PARTS = {
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

/** The wall clock of a moment: {year, month, day, hour, minute, second} as two-digit strings (year: four). */
export function wallClock(unix, tz) {
  const parts = formatter(tz, PARTS).formatToParts(new Date(unix * 1000));
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}

/** A moment as `YYYY-MM-DDTHH:MM` in a zone: the value of a datetime-local field. */
export function toLocalField(unix, tz) {
  const at = wallClock(unix, tz);
  return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
}

/** The unix seconds of a datetime-local value read in a zone, or null for no value. */
export function fromLocalField(value, tz) {
  const asUtc = Date.parse(`${value}Z`) / 1000;
  if (Number.isNaN(asUtc)) {
    return null;
  }
  // The first guess may lie on the wrong side of a change of summer time; the second, made from it, does not.
  const guess = asUtc - offsetAt(asUtc, tz);
  return asUtc - offsetAt(guess, tz);
}

function offsetAt(unix, tz) {
  const at = wallClock(unix, tz);
  const shown = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) / 1000;
  return shown - Math.floor(unix);
}

/** `YYYY-MM-DD` of a moment in a zone. */
export function dayOf(unix, tz) {
  return toLocalField(unix, tz).slice(0, 10);
}

/** "9:05 AM" */
export function timeText(unix, tz) {
  return formatted(unix, tz, { hour: "numeric", minute: "2-digit" });
}

/** "Mon, Nov 23, 9:05 AM" */
export function momentText(unix, tz) {
  return formatted(unix, tz, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

/** "Monday, November 23rd, 2026 at 9:05:12 AM" */
export function fullText(unix, tz) {
  // Seen from another year, so that the year is told.
  return slackDate("{date_long} at {time_secs}", unix, tz, unix > 0 ? unix - 365 * DAY : unix + 365 * DAY);
}

function formatted(unix, tz, options) {
  // Newer ICU data puts a narrow no-break space before AM; people who search for "9:05 AM" type a plain one.
  return formatter(tz, options)
    .format(new Date(unix * 1000))
    .replace(/\u202f/g, " ");
}

function ordinal(day) {
  const rest = day % 100;
  if (rest >= 11 && rest <= 13) {
    return `${day}th`;
  }
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

/** "today", "yesterday" or "tomorrow" seen from `now`, else null. */
function nearDay(unix, tz, now) {
  const day = dayOf(unix, tz);
  if (day === dayOf(now, tz)) {
    return "today";
  }
  const noon = fromLocalField(`${dayOf(now, tz)}T12:00`, tz);
  if (day === dayOf(noon - DAY, tz)) {
    return "yesterday";
  }
  return day === dayOf(noon + DAY, tz) ? "tomorrow" : null;
}

/** The text of a day divider: "Today", "Yesterday", "Monday, November 23rd", with the year once it is another one. */
export function dividerText(unix, tz, now) {
  return slackDate("{day_divider_pretty}", unix, tz, now);
}

// Slack leaves the year out of dates that are less than six months away.
function isNearYear(unix, tz, now) {
  const months = (at) => Number(at.year) * 12 + Number(at.month) + Number(at.day) / 32;
  return Math.abs(months(wallClock(unix, tz)) - months(wallClock(now, tz))) < 6;
}

/** "3 hours ago", "in 2 days" */
export function agoText(unix, now) {
  const seconds = Math.round(unix - now);
  const [size, unit] = [
    [DAY, "day"],
    [3600, "hour"],
    [60, "minute"],
    [1, "second"],
  ].find(([length]) => Math.abs(seconds) >= length) ?? [1, "second"];
  const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "always" });
  return relative.format(Math.trunc(seconds / size), unit);
}

/**
 * A moment in Slack's date format: text with {tokens}. Unknown tokens stay as they are.
 * @param {string} format
 * @param {number} unix
 * @param {string} tz
 * @param {number} now the workspace's moment, for "today" and its neighbours
 */
export function slackDate(format, unix, tz, now) {
  const text = (options) => formatted(unix, tz, options);
  const at = wallClock(unix, tz);
  const [month, day] = [text({ month: "long" }), ordinal(Number(at.day))];
  const weekday = text({ weekday: "long" });
  const year = isNearYear(unix, tz, now) ? "" : `, ${at.year}`;
  const plain = {
    date_num: () => `${at.year}-${at.month}-${at.day}`,
    date_slash: () => `${at.month}/${at.day}/${at.year}`,
    date: () => `${month} ${day}${year}`,
    date_short: () => `${text({ month: "short", day: "numeric" })}${year}`,
    date_long: () => `${weekday}, ${month} ${day}${year}`,
    date_long_full: () => `${month} ${Number(at.day)}, ${at.year}`,
    time: () => timeText(unix, tz),
    time_secs: () => text({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: () => agoText(unix, now),
  };
  const near = nearDay(unix, tz, now);
  const sameYear = at.year === wallClock(now, tz).year;
  const pretty = {
    date_pretty: plain.date,
    date_short_pretty: plain.date_short,
    date_long_pretty: plain.date_long,
    day_divider_pretty: () => `${weekday}, ${month} ${day}${sameYear ? "" : `, ${at.year}`}`,
  };
  return format.replace(/\{(\w+)\}/g, (token, name, place) => {
    if (Object.hasOwn(pretty, name)) {
      return near ? (place === 0 ? near[0].toUpperCase() + near.slice(1) : near) : pretty[name]();
    }
    return Object.hasOwn(plain, name) ? plain[name]() : token;
  });
}

/** The moment of the next 9:00 on a working day after `now`, in a zone. */
export function nextMorning(now, tz) {
  return nextWorkingMoment(now, tz, "09:00");
}

/** The moment one working day on, at the same time of day, in a zone. */
export function nextWorkingDay(now, tz) {
  return nextWorkingMoment(fromLocalField(`${dayOf(now, tz)}T23:59`, tz), tz, toLocalField(now, tz).slice(11));
}

function nextWorkingMoment(after, tz, time) {
  const noon = fromLocalField(`${dayOf(after, tz)}T12:00`, tz);
  for (let days = 0; ; days += 1) {
    const day = noon + days * DAY;
    const moment = fromLocalField(`${dayOf(day, tz)}T${time}`, tz);
    const weekday = formatter(tz, { weekday: "short" }).format(new Date(day * 1000));
    if (moment > after && weekday !== "Sat" && weekday !== "Sun") {
      return moment;
    }
  }
}
