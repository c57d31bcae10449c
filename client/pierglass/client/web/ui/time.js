const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
const longDate = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/**
 * The shortest way to say when: today the time, this week the day, else the date.
 * @param {number} ms
 * @param {number} nowMs
 */
export function shortTime(ms, nowMs) {
  if (sameDay(ms, nowMs)) return clock.format(ms);
  return nowMs - ms < 6 * DAY_MS ? weekday.format(ms) : date.format(ms);
}

/** @param {number} ms */
export function monthOf(ms) {
  return month.format(ms);
}

/** @param {number} ms */
export function clockTime(ms) {
  return clock.format(ms);
}

/**
 * @param {number} ms
 * @param {number} nowMs
 */
export function dayName(ms, nowMs) {
  if (sameDay(ms, nowMs)) return "Today";
  return sameDay(ms, nowMs - DAY_MS) ? "Yesterday" : longDate.format(ms);
}

/**
 * @param {number} left
 * @param {number} right
 */
export function sameDay(left, right) {
  return new Date(left).toDateString() === new Date(right).toDateString();
}
