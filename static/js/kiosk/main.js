// The tablet's page: which screen is shown, and what a press does.
import * as clock from "./clock.js";
import * as store from "./store.js";
import { exchange, pressed } from "./wire.js";

const RESET = 10_000, UNDO_AFTER = 700, APART = 5000, EVERY = 30_000, LOOK = 5000;
const { code, version } = document.body.dataset;
const words = JSON.parse(document.getElementById("words").textContent);
const title = document.getElementById("title"), more = document.getElementById("more");
const undo = document.getElementById("undo"), count = document.getElementById("waiting");
let language = "vi", state = null, connected = true, given = null, last = -APART, timer, screen = "starting";

const hour = (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;

function say(name) {
  const text = words[language][name] ?? "", hours = state?.hours ?? { opens: 0, closes: 0 };
  return text.replace("{word}", words[language][`face${given?.score}`])
    .replace("{opens}", hour(hours.opens)).replace("{closes}", hour(hours.closes));
}

function show(name) {
  screen = document.body.dataset.screen = name;
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll("[data-on]")) part.hidden = !part.dataset.on.split(" ").includes(name);
  for (const part of document.querySelectorAll("[data-say]")) part.textContent = say(part.dataset.say);
  for (const part of document.querySelectorAll("[data-face]")) part.hidden = Number(part.dataset.face) !== given?.score;
  for (const part of document.querySelectorAll("[data-language]")) part.hidden = part.dataset.language === language;
  if (title.textContent !== say(name)) title.textContent = say(name);
  more.textContent = say(`${name}_more`);
  tell();
}

async function tell() {
  const number = (await store.waiting(code).catch(() => [])).length;
  count.textContent = number && !connected ? words[language].waiting.replace("{count}", number) : "";
}

// In the office's hours? Monday is the lowest bit; JavaScript's week begins on Sunday.
function open() {
  const now = new Date(clock.wall()), { opens, closes, days } = state.hours;
  const slot = clock.stamp().slot, weekday = (now.getUTCDay() + 6) % 7;
  return Boolean(days >> weekday & 1) && slot >= opens && slot < closes;
}

async function start() {
  clearTimeout(timer);
  given = null;
  language = "vi";
  await look();
}

// The screen a tablet rests on; whoever is in the middle of something is not disturbed.
async function look() {
  if (given) return;
  if (!state || clock.wall() === null) return show("starting");
  if (!state.enrolled) return show("revoked");
  if (!state.asks) return show("unasked");
  if (!open()) return show("closed");
  show(await store.countTokens(code) ? "faces" : "empty");
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(start, milliseconds);
}

async function choose(score) {
  if (screen === "again") return rate({ ...given, score, language, choice: given.choice + 1 });
  if (screen !== "faces" || performance.now() - last < APART) return;
  last = performance.now();
  if (!open()) return look();
  await rate({ score, language, ...clock.stamp() });
}

async function rate(press) {
  const first = !press.token;
  screen = "saving"; // a second press of the same finger finds no face to rate with
  try {
    if (first) press = { ...press, code, choice: 1, token: await store.record(code, press) };
    else await store.rewrite(press);
  } catch {
    press.token = undefined;
  }
  given = press;
  if (!press.token) {
    show("failed");
    return later(RESET);
  }
  if (first) pressed(press.token);
  thank();
  await swap();
}

function thank() {
  undo.disabled = true;
  setTimeout(() => { undo.disabled = false; }, UNDO_AFTER);
  show("thanks");
  later(RESET);
}

async function swap() {
  const said = await exchange(code);
  connected = Boolean(said);
  if (said) state = { ...(state ?? {}), ...said };
  if (said?.version && said.version !== version && !given) return location.reload();
  await look();
  await tell();
}

function wire() {
  for (const face of document.querySelectorAll(".faces button")) {
    face.addEventListener("click", () => { awake(); choose(Number(face.value)); });
  }
  undo.addEventListener("click", () => { show("again"); later(RESET); });
  for (const one of document.querySelectorAll("[data-language]")) {
    one.addEventListener("click", () => { language = one.dataset.language; show(screen); later(RESET * 2); });
  }
  addEventListener("online", swap);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    clock.wake();
    swap();
  });
  document.getElementById("reload").addEventListener("click", () => location.reload());
  addEventListener("contextmenu", (event) => event.preventDefault());
  setInterval(swap, EVERY);
  setInterval(() => { clock.beat(); look(); }, LOOK);
}

// Full screen and awake, as far as this browser lets a page ask for it; both need a finger on the screen first.
function awake() {
  if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => {});
  navigator.wakeLock?.request("screen").catch(() => {});
}

async function keepAtHand() {
  await navigator.storage?.persist?.();
  await navigator.serviceWorker?.register("/kiosk/worker.js");
}

async function run() {
  await clock.restore();
  const before = (await store.kept(`state ${code}`)) ?? null;
  if (before?.enrolled) state = before; // else it may have been enrolled just now: the server knows
  wire();
  keepAtHand().catch(() => {});
  await look();
  await swap();
  state ??= before;
  await look();
}

// A browser that keeps nothing (a private window) takes no answers: they could not outlive it.
const begin = () => run().catch(() => show("failed"));

// One tab works; another waits until that one is closed. The lock goes with the tab, whatever happens to it.
if (navigator.locks) {
  navigator.locks.request("kiosk", { ifAvailable: true }, (lock) => {
    if (!lock) show("elsewhere");
  }).then(() => navigator.locks.request("kiosk", () => { begin(); return new Promise(() => {}); }));
} else begin();
