/* Keeps the form within reach where there is no signal, and for staff the page at the door, which is empty.
   No receipt, no list and nothing else of the desk is ever kept here. */
"use strict";

var SHELL = {{ shell|tojson }};
var PAGES = ["{{ url('front:place') }}", "{{ url('front:offline') }}"];
var DOOR = {{ door|tojson }};
var CACHE = "touyan-{{ version }}";

importScripts({{ static("front/queue.js")|tojson }});

self.addEventListener("install", function (event) {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then(function (cache) {
    return cache.addAll(SHELL.concat(PAGES));
  }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("touyan-") === 0 && name !== CACHE;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function kept(path) {
  return caches.open(CACHE).then(function (cache) { return cache.match(path); });
}

/* The network first; what it gives of the shell is what the next time without signal shows. */
function fromNetwork(request, path) {
  return fetch(request).then(function (answer) {
    if (answer.ok && !answer.redirected && answer.type === "basic") {
      var copy = answer.clone();
      caches.open(CACHE).then(function (cache) { return cache.put(path, copy); });
    }
    return answer;
  }).catch(function () {
    return kept(path).then(function (copy) { return copy || Response.error(); });
  });
}

function page(request, url) {
  if (url.pathname === DOOR[0] || (PAGES.indexOf(url.pathname) >= 0 && !url.search)) return fromNetwork(request, url.pathname);
  return fetch(request).catch(function () {
    return kept(PAGES.indexOf(url.pathname) >= 0 ? url.pathname : PAGES[1]);
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (SHELL.indexOf(url.pathname) >= 0 || DOOR.indexOf(url.pathname) > 0) event.respondWith(fromNetwork(request, url.pathname));
});

/* Somebody of the staff has opened the page at the door: from now on it opens without signal. */
self.addEventListener("message", function (event) {
  if (event.data !== "door") return;
  event.waitUntil(caches.open(CACHE).then(function (cache) { return cache.addAll(DOOR); }).catch(function () {}));
});

self.addEventListener("sync", function (event) {
  if (event.tag === "outbox") event.waitUntil(self.TouyanQueue.sendAll());
});
