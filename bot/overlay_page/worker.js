// Keeps a copy of the page, so that it opens although the bot is not up yet: OBS never asks a second time.

const SHELF = "greenroom-overlay";
const OWN = /^\/overlay(\/|$)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !OWN.test(url.pathname)) return;
  event.respondWith(fresh(event.request, url.pathname));
});

// the bot's own copy first; the shelf knows each file without its query, which may hold the secret
async function fresh(request, path) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shelf.match(path);
    if (kept) return kept;
    throw error;
  }
}
