/* What a telephone at the door keeps: its lists, and what it noted until the town has it. ES5 and promises. */
(function (self) {
  "use strict";

  var ADDRESS = "/desk/programmes/";
  var SHELL = ADDRESS + "check-in/";
  var AT_ONCE = 100;
  var PATIENCE = 30000;

  function open() {
    return new Promise(function (resolve, reject) {
      var asked = self.indexedDB.open("touyan-door", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("lists", { keyPath: "session" });
        asked.result.createObjectStore("notes", { keyPath: "nonce" });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
  }

  function run(name, mode, act) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(name, mode);
        var asked = act(transaction.objectStore(name));
        transaction.oncomplete = function () { database.close(); resolve(asked && asked.result); };
        transaction.onerror = transaction.onabort = function () { database.close(); reject(transaction.error); };
      });
    });
  }

  function put(name, thing) { return run(name, "readwrite", function (store) { return store.put(thing); }); }
  function remove(name, key) { return run(name, "readwrite", function (store) { return store.delete(key); }); }
  function all(name) { return run(name, "readonly", function (store) { return store.getAll(); }); }
  function list(session) { return run("lists", "readonly", function (store) { return store.get(session); }); }

  function notes(session) {
    return all("notes").then(function (rows) {
      return rows.filter(function (row) { return row.session === session; });
    });
  }

  /* Many at once in one transaction: a whole branch is there or nobody is. */
  function putAll(rows) {
    return run("notes", "readwrite", function (store) {
      rows.forEach(function (row) { store.put(row); });
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

  function json(answer) {
    var kind = answer.headers.get("Content-Type") || "";
    if (!answer.ok || kind.indexOf("application/json") < 0) throw new Error("later: " + answer.status);
    return answer.json();
  }

  function download(session, unit) {
    var address = ADDRESS + "sessions/" + session + "/list.json" + (unit ? "?with=" + encodeURIComponent(unit) : "");
    return fetched(address, { cache: "no-store", headers: { Accept: "application/json" } }).then(json);
  }

  /* The page carries a token that fits the cookie of this very moment. */
  function token() {
    return fetched(SHELL, { cache: "no-store", headers: { Accept: "text/html", "X-Door": "token" } })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .then(function (page) {
        var found = /name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"/.exec(page);
        if (!found) throw new Error("no token");
        return found[1];
      });
  }

  function line(row) {
    return { nonce: row.nonce, person: row.person, at: row.at, left: row.left, method: row.method };
  }

  function sendSome(session, rows, value) {
    return fetched(ADDRESS + "sessions/" + session + "/check-ins/", {
      method: "POST",
      body: JSON.stringify({ lines: rows.map(line) }),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": value }
    }).then(json).then(function (said) {
      var answers = {};
      said.answers.forEach(function (answer) { answers[answer.nonce] = answer; });
      return putAll(rows.filter(function (row) { return answers[row.nonce]; }).map(function (row) {
        row.state = answers[row.nonce].state;
        row.words = answers[row.nonce].words || "";
        return row;
      }));
    });
  }

  function portions(rows) {
    var found = [];
    rows.forEach(function (row) {
      var last = found[found.length - 1];
      if (last && last[0].session === row.session && last.length < AT_ONCE) last.push(row);
      else found.push([row]);
    });
    return found;
  }

  function oldest(a, b) { return a.session - b.session || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0); }

  /* Rejects where there is no connection: everything goes on waiting, under the same nonces. */
  function sendWaiting() {
    return all("notes").then(function (rows) {
      var waiting = rows.filter(function (row) { return row.state === "waiting"; }).sort(oldest);
      if (!waiting.length) return undefined;
      return token().then(function (value) {
        return portions(waiting).reduce(function (before, some) {
          return before.then(function () { return sendSome(some[0].session, some, value); });
        }, Promise.resolve());
      });
    });
  }

  function send() {
    var locks = self.navigator.locks;
    return locks ? locks.request("touyan-door", sendWaiting) : sendWaiting();
  }

  self.TouyanDoor = {
    put: put, putAll: putAll, remove: remove, all: all, list: list, notes: notes, download: download, send: send
  };
})(self);
