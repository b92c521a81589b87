/* What waits on this phone until there is signal. Used by the pages and by the service worker. ES5 and promises. */
(function (self) {
  "use strict";

  var STORE = "orders";
  var ADDRESS = "/orders/new/";
  var PATIENCE = 90000;

  function open() {
    return new Promise(function (resolve, reject) {
      var asked = self.indexedDB.open("touyan-outbox", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "key" }); };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
  }

  function run(mode, act) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(STORE, mode);
        var asked = act(transaction.objectStore(STORE));
        transaction.oncomplete = function () { database.close(); resolve(asked.result); };
        transaction.onerror = transaction.onabort = function () { database.close(); reject(transaction.error); };
      });
    });
  }

  function put(item) { return run("readwrite", function (store) { return store.put(item); }); }
  function remove(key) { return run("readwrite", function (store) { return store.delete(key); }); }
  function all() {
    return run("readonly", function (store) { return store.getAll(); }).then(function (items) {
      return items.sort(function (a, b) { return a.at - b.at; });
    });
  }

  /* Never hangs: a connection that neither answers nor fails is no connection. */
  function fetched(address, options) {
    var controller = self.AbortController ? new self.AbortController() : null;
    var timer = controller && setTimeout(function () { controller.abort(); }, PATIENCE);
    if (controller) options.signal = controller.signal;
    options.credentials = "same-origin";
    return self.fetch(address, options).then(
      function (answer) { clearTimeout(timer); return answer; },
      function (error) { clearTimeout(timer); throw error; }
    );
  }

  /* The form's page carries a token that fits the cookie of this very moment. */
  function token() {
    return fetched(ADDRESS, { cache: "no-store", headers: { Accept: "text/html", "X-Outbox": "token" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (page) {
        var found = /name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"/.exec(page);
        if (!found) throw new Error("no token");
        return found[1];
      });
  }

  function body(item) {
    var data = new self.FormData();
    item.fields.forEach(function (pair) { data.append(pair[0], pair[1]); });
    item.photos.forEach(function (photo) {
      data.append("photos", new self.Blob([photo.data], { type: photo.type }), photo.name);
    });
    return data;
  }

  function settled(item, answer) {
    if (answer.status === 201) {
      return answer.json().then(function (said) {
        return put({ key: item.key, at: item.at, state: "sent", number: said.number, url: said.url, fields: [], photos: [] });
      });
    }
    if (answer.status === 422 || answer.status === 409) {
      return answer.json().then(function (said) {
        item.state = "refused";
        item.errors = said.errors;
        return put(item);
      });
    }
    if (answer.status === 400 || answer.status === 413) {
      item.state = "refused";
      item.errors = [];
      return put(item);
    }
    throw new Error("later: " + answer.status);
  }

  /* Sends one item. Rejects where there is no connection yet; the item then simply goes on waiting. */
  function send(item) {
    return token().then(function (value) {
      return fetched(ADDRESS, {
        method: "POST",
        body: body(item),
        headers: { Accept: "application/json", "Idempotency-Key": item.key, "X-CSRFToken": value },
      });
    }).then(function (answer) { return settled(item, answer); });
  }

  /* The page and the service worker hear of the signal at the same moment: one sends, the other then finds nothing left. */
  function alone(act) {
    var locks = self.navigator.locks;
    return locks ? locks.request("touyan-outbox", act) : act();
  }

  /* One after another, the oldest first. The key makes sure that each arrives once, whoever sends it. */
  function sendWaiting() {
    return all().then(function (items) {
      return items.filter(function (item) { return item.state === "waiting"; }).reduce(function (before, item) {
        return before.then(function () { return send(item); });
      }, Promise.resolve());
    });
  }

  function sendAll() { return alone(sendWaiting); }

  self.TouyanQueue = { put: put, remove: remove, all: all, send: send, sendAll: sendAll, fetched: fetched };
})(self);
