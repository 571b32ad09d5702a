/**
 * AWS's cron expressions, in UTC: minutes, hours, day of the month, month, day of the week (1 is Sunday), year. One of
 * the two days is `?`. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 *
 * Written here because aws-cron-parser 1.1.12 fails ten cases of schedule.test.ts: it runs 29 February on 1 March in other years,
 * knows no FRI-MON, 22-2, LW or a plain L weekday, accepts two or no `?`, and computes weekdays in local time.
 */

const firstYear = 1970;
const lastYear = 2199;

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Whether a day fits. */
type DayRule = (year: number, month: number, day: number) => boolean;

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly fitsDay: DayRule;
}

interface Field {
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

/** Returns undefined if AWS refuses the text. @param text the part between the parentheses */
export function parseCron(text: string): Cron | undefined {
  const fields = text.split(/ +/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6 || (day === '?') === (weekday === '?')) return undefined;
  const minutes = parseList(minute, { first: 0, last: 59 });
  const hours = parseList(hour, { first: 0, last: 23 });
  const monthSet = parseList(month, { first: 1, last: 12, names: months });
  const years = parseList(year, { first: firstYear, last: lastYear });
  const fitsDay = day === '?' ? parseWeekday(weekday) : parseDay(day);
  if (!minutes || !hours || !monthSet || !years || !fitsDay) return undefined;
  const ascending = (numbers: ReadonlySet<number>) => [...numbers].sort((a, b) => a - b);
  return { minutes: ascending(minutes), hours: ascending(hours), months: monthSet, years, fitsDay };
}

/** The first time after `timeMs` that fits, in milliseconds since the epoch; undefined if there is none. */
export function nextCronTime(cron: Cron, timeMs: number): number | undefined {
  const start = new Date(timeMs);
  const from = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate());
  for (let year = start.getUTCFullYear(); year <= lastYear; year++) {
    if (!cron.years.has(year)) continue;
    for (const month of cron.months) {
      for (let day = 1; day <= daysIn(year, month); day++) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight < from || !cron.fitsDay(year, month, day)) continue;
        const time = firstAfter(cron, midnight, timeMs);
        if (time !== undefined) return time;
      }
    }
  }
  return undefined;
}

function firstAfter({ hours, minutes }: Cron, midnight: number, timeMs: number): number | undefined {
  for (const hour of hours) {
    for (const minute of minutes) {
      const time = midnight + (hour * 60 + minute) * 60_000;
      if (time > timeMs) return time;
    }
  }
  return undefined;
}

function parseList(text: string, field: Field): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const item of text.split(',')) {
    const parsed = parseItem(item, field);
    if (!parsed) return undefined;
    for (const number of parsed) numbers.add(number);
  }
  return new Set([...numbers].sort((a, b) => a - b));
}

/** `*`, `5`, `MON`, `1-5`, `FRI-MON`, `0/15`, `10-50/10`. */
function parseItem(text: string, field: Field): number[] | undefined {
  const parts = /^(?:(\*)|([^-/]+)(?:-([^-/]+))?)(?:\/(\d+))?$/.exec(text);
  if (!parts) return undefined;
  const [, all, low = '', high, step] = parts;
  const { first, last } = field;
  const bottom = all ? first : parseNumber(low, field);
  const top = all || (step !== undefined && high === undefined) ? last : parseNumber(high ?? low, field);
  const every = step === undefined ? 1 : Number(step);
  if (bottom === undefined || top === undefined || every < 1) return undefined;
  const length = bottom <= top ? top - bottom : top - bottom + (last - first + 1); // a range may wrap around
  const numbers: number[] = [];
  for (let offset = 0; offset <= length; offset += every) {
    numbers.push(first + ((bottom - first + offset) % (last - first + 1)));
  }
  return numbers;
}

function parseNumber(text: string, { first, last, names }: Field): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named !== -1) return first + named;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= first && number <= last ? number : undefined;
}

function parseDay(text: string): DayRule | undefined {
  if (text === 'L') return (year, month, day) => day === daysIn(year, month);
  if (text === 'LW') return (year, month, day) => day === nearestWorkday(year, month, daysIn(year, month));
  const workday = /^(\d+)W$/i.exec(text)?.[1];
  if (workday !== undefined) {
    const wanted = parseNumber(workday, { first: 1, last: 31 });
    if (wanted === undefined) return undefined;
    return (year, month, day) => wanted <= daysIn(year, month) && day === nearestWorkday(year, month, wanted);
  }
  const days = parseList(text, { first: 1, last: 31 });
  return days && ((_year, _month, day) => days.has(day));
}

function parseWeekday(text: string): DayRule | undefined {
  const field = { first: 1, last: 7, names: weekdays };
  if (text === 'L') return (year, month, day) => weekdayOf(year, month, day) === 7;
  const parts = /^([^#L,/-]+)(?:#([1-5])|(L))$/.exec(text);
  if (parts) {
    const wanted = parseNumber(parts[1] ?? '', field);
    if (wanted === undefined) return undefined;
    const nth = Number(parts[2]);
    return (year, month, day) => {
      if (weekdayOf(year, month, day) !== wanted) return false;
      return parts[3] ? day + 7 > daysIn(year, month) : Math.ceil(day / 7) === nth;
    };
  }
  const days = parseList(text, field);
  return days && ((year, month, day) => days.has(weekdayOf(year, month, day)));
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 (Sunday) to 7. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** Monday to Friday nearest to the day, in the same month. */
function nearestWorkday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < daysIn(year, month) ? day + 1 : day - 2;
  return day;
}
