// Between tablet and server: one exchange at a time. A press is sent until the server says that it stands in the book.
import * as clock from "./clock.js";
import * as store from "./store.js";

const POOL = 200, AT_ONCE = 50, PATIENCE = 8000, LIVE = 1000;
const ticks = new Map(); // token → performance.now() of the press, for presses of this page alone
let running = null, next = null;

export const pressed = (token) => ticks.set(token, performance.now());

async function ask(address, body) {
  const how = { cache: "no-store", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE) };
  if (body) Object.assign(how, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await fetch(address, how);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

// What the server says now, or null without a network. Who asks while one exchange runs gets the one after it.
export function exchange(code) {
  if (running) return next ??= running.then(() => { next = null; return exchange(code); });
  running = all(code).catch(() => null).finally(() => { running = null; });
  return running;
}

async function all(code) {
  const state = await ask(`/kiosk/${code}/trang-thai?can=${POOL - await store.countTokens(code)}`);
  await clock.confirm(state);
  const { tokens = [], ...rest } = state;
  await store.addTokens(code, tokens);
  await store.keep(`state ${code}`, { ...(await store.kept(`state ${code}`)), ...rest });
  for (const press of await store.waiting(code)) {
    const tick = ticks.get(press.token);
    if (tick !== undefined) await store.restamp(clock.again(press, tick));
  }
  return { ...rest, ...(await send(code)) };
}

// Send what waits; the tablet hears whether it is still enrolled.
async function send(code) {
  let said = {};
  const presses = await store.waiting(code);
  for (let at = 0; at < presses.length; at += AT_ONCE) {
    const some = presses.slice(at, at + AT_ONCE);
    const answers = some.map(({ token, score, language, day, slot, sure }) => (
      { token, score, language, day, slot, sure, live: performance.now() - (ticks.get(token) ?? -LIVE) < LIVE }
    ));
    const { kept, enrolled } = await ask(`/kiosk/${code}/phieu`, { answers });
    await store.delivered(some.filter(({ token }) => kept.includes(token)));
    said = { enrolled };
  }
  return said;
}
