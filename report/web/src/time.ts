// Hours of the study and their calendar, all in UTC. A study year has 8,760 hours: there is no
// 29 February, so that hours are counted in a year that has none.

const HOUR_MS = 3600000;
const YEAR_HOURS = 8760;
/** A year without 29 February, for months and days only. */
const PLAIN_YEAR = 2030;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface Calendar {
  firstHour: number;
  hours: number;
  year: number;
}

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
}

function moment(calendar: Calendar, hour: number): Moment {
  const absolute = calendar.firstHour + hour;
  const ofYear = ((absolute % YEAR_HOURS) + YEAR_HOURS) % YEAR_HOURS;
  const date = new Date(Date.UTC(PLAIN_YEAR, 0, 1) + ofYear * HOUR_MS);
  return {
    year: calendar.year + Math.floor(absolute / YEAR_HOURS),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
  };
}

const two = (value: number) => String(value).padStart(2, "0");

/** "2030-01-01T00:00Z", as in the tables. */
export function stamp(calendar: Calendar, hour: number): string {
  const { year, month, day, hour: clock } = moment(calendar, hour);
  return `${String(year)}-${two(month + 1)}-${two(day)}T${two(clock)}:00Z`;
}

/** "1 Jan 2030, 00:00 UTC" */
export function clock(calendar: Calendar, hour: number): string {
  const at = moment(calendar, hour);
  return `${String(at.day)} ${months[at.month]!} ${String(at.year)}, ${two(at.hour)}:00 UTC`;
}

/** "1 Jan" */
export function day(calendar: Calendar, hour: number): string {
  const at = moment(calendar, hour);
  return `${String(at.day)} ${months[at.month]!}`;
}

/** "1 Jan 06:00" */
export function dayAndHour(calendar: Calendar, hour: number): string {
  return `${day(calendar, hour)} ${two(moment(calendar, hour).hour)}:00`;
}

export function monthOf(calendar: Calendar, hour: number): string {
  const at = moment(calendar, hour);
  return `${months[at.month]!} ${String(at.year)}`;
}

/** Hour of the day, 0 .. 23. */
export function hourOfDay(calendar: Calendar, hour: number): number {
  return (((calendar.firstHour + hour) % 24) + 24) % 24;
}

/** A stretch of whole days that holds both hours, within the study. */
export function stretch(calendar: Calendar, from: number, to: number): Period {
  const dayOf = (hour: number) => hour - hourOfDay(calendar, hour);
  const first = Math.max(0, dayOf(Math.max(0, Math.floor(from)))),
    end = Math.min(calendar.hours, dayOf(Math.max(0, Math.floor(to))) + 24);
  return { label: `${day(calendar, first)} to ${day(calendar, end - 1)}`, first, end };
}

export interface Period {
  label: string;
  first: number;
  end: number;
}

/** The whole study, then its months where it is longer than one. */
export function periods(calendar: Calendar): Period[] {
  const all: Period[] = [{ label: "whole study", first: 0, end: calendar.hours }];
  let first = 0;
  for (let hour = 1; hour <= calendar.hours; hour++) {
    const ends = hour === calendar.hours || monthOf(calendar, hour) !== monthOf(calendar, first);
    if (!ends) continue;
    all.push({ label: monthOf(calendar, first), first, end: hour });
    first = hour;
  }
  return all.length > 2 ? all : all.slice(0, 1);
}
