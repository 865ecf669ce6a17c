const DAY_MS = 86_400_000
/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468
const DAYS_IN_ERA = 146_097

/**
 * A moment as `Date.prototype.toISOString()` writes it. V8 reads the time zone of the host for that (/etc/localtime), and
 * after createRuntime has published a private node every path would be looked up in the container's mount namespace.
 *
 * @param ms Milliseconds since 1970, as of `Date.now()`.
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function isoTime(ms: number): string {
  const days = Math.floor(ms / DAY_MS)
  const time = ms - days * DAY_MS
  const clock = [time / 3_600_000, (time / 60_000) % 60, (time / 1000) % 60].map((part) => digits(Math.floor(part), 2))
  return `${isoDate(days)}T${clock.join(':')}.${digits(time % 1000, 3)}Z`
}

/** Years begin in March here, so that the leap day is their last; an era is the 400 years after which leap days repeat. */
function isoDate(days: number): string {
  const day = days + EPOCH
  const era = Math.floor(day / DAYS_IN_ERA)
  const dayOfEra = day - era * DAYS_IN_ERA
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0')
}
