// Without a network the tablet opens the page it saw last. Answers are not this worker's business: see wire.js.
const CACHE = "kiosk", PATIENCE = 5000;
const FILES = [
  "/static/css/kiosk.css",
  ...["main", "entrance", "clock", "store", "wire"].map((name) => `/static/js/kiosk/${name}.js`),
];
const isPage = (request, path) => request.mode === "navigate" && /^\/kiosk\/[^/]+$/.test(path);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => event.waitUntil(keepOpenPages()));

// The page that brought this worker was loaded without it.
async function keepOpenPages() {
  await self.clients.claim();
  const cache = await caches.open(CACHE);
  for (const client of await self.clients.matchAll({ type: "window" })) {
    await cache.add(new URL(client.url).pathname).catch(() => {});
  }
}

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === "GET" && (isPage(event.request, path) || FILES.includes(path))) {
    event.respondWith(newest(event.request, path));
  }
});

async function newest(request, path) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
    return answer;
  } catch {
    return (await cache.match(path)) ?? Response.error();
  }
}
