// The worker of the portal. For each link it keeps one page, the copy of the plan that answers
// nothing, and shows it where no answer comes. Everything else always comes from the clinic. It also
// shows what the clinic sends while no page is open.
const PLAN = /^\/p\/at\/[0-9a-f-]{36}\//;
const PLAIN = "/p/no-connection/";
const NOTIFICATIONS = "/p/notifications/";
const SHUT = new Set([403, 410]);
const OFTEN = 5 * 60 * 1000;

// When each page was kept; what is sent may change it, so it is kept anew after that.
const kept = new Map();
// One after the other: a copy that is being kept does not outlast the word to drop it.
let turn = Promise.resolve();
const inTurn = (task) => (turn = turn.then(task, task));

self.addEventListener("install", (event) => {
  event.waitUntil(keep(PLAIN).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { keep: page, forget: gone } = event.data;
  if (gone) event.waitUntil(inTurn(() => forget(gone)));
  else if (!(Date.now() - kept.get(page) < OFTEN)) event.waitUntil(inTurn(() => keep(page)));
});
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  const plan = PLAN.exec(path)?.[0];
  if (plan) event.respondWith(asked(event, plan));
  else if (path.startsWith("/static/")) event.respondWith(file(event.request));
});

self.addEventListener("push", (event) => event.waitUntil(tell(event.data.json())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));

// The same message a second time takes the place of the first, and makes no sound.
function tell({ title, body, address, tag }) {
  return self.registration.showNotification(title, { body, tag, data: address });
}

// The browser is reached by another address now; not every one says by which.
async function renew(subscription) {
  const { key, token } = await (await fetch(NOTIFICATIONS, { cache: "no-store" })).json();
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  subscription ??= await self.registration.pushManager.subscribe(asked);
  const body = new URLSearchParams({ subscription: JSON.stringify(subscription) });
  await fetch(NOTIFICATIONS, { method: "POST", headers: { "X-CSRFToken": token }, body });
}

// A page lies with the files that it names in a cache of its own, under its address.
async function keep(address) {
  const page = await fetch(address, { cache: "no-store", redirect: "error" });
  if (SHUT.has(page.status)) return forget(address);
  if (!page.ok) return;
  const text = await page.clone().text();
  const files = new Set([...text.matchAll(/="(\/static\/[^"]+)"/g)].map((found) => found[1]));
  const cache = await caches.open(address);
  await cache.addAll(files);
  await cache.put(address, page);
  for (const old of await cache.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== address && !files.has(pathname)) await cache.delete(old);
  }
  kept.set(address, Date.now());
}

async function forget(address) {
  kept.delete(address);
  await caches.delete(address);
}

async function asked(event, plan) {
  const { request } = event;
  const copy = `${plan}offline/`;
  if (request.method === "POST") kept.delete(copy);
  const answer = await fetch(request).catch(() => null);
  if (answer && (SHUT.has(answer.status) || closed(request, answer))) {
    event.waitUntil(inTurn(() => forget(copy)));
  }
  if (answer || request.mode !== "navigate") return answer ?? Response.error();
  if (request.method === "POST") return unsent(plan);
  return (await page(copy)) ?? (await page(PLAIN)) ?? Response.error();
}

// The page that says so asks for the same, where the worker did not see the form.
function closed(request, answer) {
  return request.method === "POST" && request.url.endsWith("/close/") && answer.ok;
}

async function page(address) {
  return (await caches.has(address)) ? (await caches.open(address)).match(address, { ignoreVary: true }) : null;
}

// An answer without a page leaves the form as it stands, with all that was typed.
async function unsent(plan) {
  for (const open of await self.clients.matchAll({ includeUncontrolled: true })) {
    if (new URL(open.url).pathname.startsWith(plan)) open.postMessage("unsent");
  }
  return new Response(null, { status: 204 });
}

async function file(request) {
  const answer = await fetch(request).catch(() => null);
  return answer ?? (await caches.match(request, { ignoreVary: true })) ?? Response.error();
}
