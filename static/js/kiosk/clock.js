// The tablet's own clock is never asked: time is what the server confirmed, and what has elapsed since.
// `wall` is local time in Vietnam, as milliseconds since 1970 as if it were UTC.
import { keep, kept } from "./store.js";

const QUARTER = 900_000, DAY = 86_400_000;
let anchor = null; // { wall, tick, sure }: sure once the server has confirmed it since the page was opened or woke up
let woke = -Infinity;

const quarterOf = (wall) => Math.floor(wall / QUARTER) * QUARTER;
const read = (wall) => ({ day: new Date(wall).toISOString().slice(0, 10), slot: Math.floor((wall % DAY) / QUARTER) });

// After a restart without a network: the last quarter hour that is known to have begun.
export async function restore() {
  const wall = await kept("clock");
  if (wall && !anchor) anchor = { wall, tick: performance.now(), sure: false };
}

export const wall = () => anchor && anchor.wall + performance.now() - anchor.tick;
export const sure = () => Boolean(anchor?.sure);
export const stamp = () => ({ ...read(wall()), sure: sure() });

let written = null;
export async function beat() {
  const quarter = anchor && quarterOf(wall());
  if (!quarter || quarter === written) return;
  written = quarter;
  await keep("clock", quarter);
}

export async function confirm({ day, second }) {
  anchor = { wall: Date.parse(`${day}T00:00:00Z`) + second * 1000, tick: performance.now(), sure: true };
  await beat();
}

// The screen was off: the elapsed time may have stood still with it.
export function wake() {
  woke = performance.now();
  if (anchor) anchor.sure = false;
}

// A press of this page, seen from the moment just confirmed. Where both reckonings name another day, the tablet slept:
// before the press or after it, which only a page that noticed its waking can tell.
export function again(press, tick) {
  const back = read(anchor.wall - (anchor.tick - tick));
  if (press.sure) return back.day === press.day || tick < woke ? press : { ...press, sure: false };
  return tick < woke ? press : { ...press, ...back, sure: true };
}
