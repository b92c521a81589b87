/* The page at the door: codes read or typed, a branch at a time, with or without signal. ES5 and promises. */
(function () {
  "use strict";

  var store = window.TouyanDoor;
  var root = document.getElementById("door");
  if (!root || !store || !window.indexedDB || !window.fetch || !window.Promise) return;

  var LATE = 12 * 3600 * 1000;
  var current = null;
  var found = {};
  var stopCamera = null;
  ["lists", "session", "when", "count", "queue", "code", "input", "camera", "video", "said", "roster", "remove", "title"]
    .forEach(function (name) { found[name] = document.getElementById("door-" + name); });

  function words(name, fill) {
    var text = root.getAttribute("data-" + name) || "";
    Object.keys(fill || {}).forEach(function (key) { text = text.replace("{" + key + "}", fill[key]); });
    return text;
  }

  function element(name, css, text) {
    var made = document.createElement(name);
    if (css) made.className = css;
    if (text) made.textContent = text;
    return made;
  }

  function button(text, kind, act) {
    var made = element("button", "button button-" + kind, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function uuid() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function clock(text) {
    return new Date(text).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  }

  function say(text, tone) {
    found.said.className = "notice notice-" + (tone || "good");
    found.said.textContent = text;
    found.said.hidden = !text;
  }

  /* Sending ---------------------------------------------------------------------------------- */

  function flush() {
    return store.send().then(shown, function () { return shown(); });
  }

  function queue() {
    return store.notes(current.session).then(function (rows) {
      var waiting = rows.filter(function (row) { return row.state === "waiting"; }).length;
      var refused = rows.filter(function (row) { return row.state === "refused"; });
      found.queue.textContent = waiting ? words("waiting", { n: waiting }) : rows.length ? words("sent") : "";
      found.queue.setAttribute("data-waiting", waiting);
      if (refused.length) say(words("refused", { why: refused[refused.length - 1].words }), "alarm");
      refused.forEach(function (row) { undo(row); });
    });
  }

  /* What the town did not take is not shown as done. */
  function undo(row) {
    current.people.forEach(function (one) {
      if (one.person !== row.person) return;
      if (row.left) one.left = false;
      else one.here = false;
    });
    store.remove("notes", row.nonce);
    store.put("lists", current);
  }

  function shown() {
    if (!current) return Promise.resolve();
    return queue().then(roster);
  }

  function note(people, method, left) {
    var at = new Date().toISOString();
    var rows = people.map(function (one) {
      return { nonce: uuid(), session: current.session, person: one.person, at: at, left: !!left, method: method, state: "waiting" };
    });
    people.forEach(function (one) {
      if (left) one.left = true;
      else one.here = true;
    });
    return store.putAll(rows).then(function () { return store.put("lists", current); }).then(shown).then(flush);
  }

  /* The list --------------------------------------------------------------------------------- */

  function units() {
    var named = {};
    current.people.forEach(function (one) {
      var unit = one.unit || words("others");
      (named[unit] = named[unit] || []).push(one);
    });
    return named;
  }

  function row(one, name) {
    var line;
    if (one.here) {
      line = element("p", "there", one.name + " ");
      line.appendChild(element("strong", "tag", words(one.left ? "left" : "here"))).setAttribute("data-state", "good");
      if (!one.left) {
        var leaves = button(words("leaves"), "quiet", function () { note([one], "roster", true); });
        leaves.setAttribute("aria-label", words("leaves") + " " + one.name);
        line.appendChild(leaves);
      }
      return line;
    }
    line = element("div", "choice");
    var box = line.appendChild(element("input"));
    box.type = "checkbox";
    box.checked = !one.unticked;
    box.id = "door-" + name + "-" + one.person;
    box.addEventListener("change", function () { one.unticked = !box.checked; });
    var label = line.appendChild(element("label", "", one.name + (badges(one)[0] ? " · " + badges(one)[0] : "")));
    label.htmlFor = box.id;
    return line;
  }

  function unit(name, people, number) {
    var here = people.filter(function (one) { return one.here; }).length;
    var fold = element("details", "disclosure");
    fold.open = current.opened === name || Object.keys(units()).length === 1;
    var summary = fold.appendChild(element("summary"));
    summary.appendChild(element("span", "", name + " · " + here + " / " + people.length));
    fold.addEventListener("toggle", function () { if (fold.open) current.opened = name; });
    var body = fold.appendChild(element("div", "disclosure-body stack"));
    var rows = body.appendChild(element("div", "choices roster"));
    people.forEach(function (one) { rows.appendChild(row(one, number)); });
    if (here < people.length) {
      body.appendChild(button(words("all"), "primary", function () {
        var ticked = people.filter(function (one) { return !one.here && !one.unticked; });
        if (ticked.length) note(ticked, "roster");
      }));
    }
    return fold;
  }

  function roster() {
    var here = current.people.filter(function (one) { return one.here; }).length;
    found.count.textContent = words("counted", { here: here, all: current.people.length });
    found.roster.textContent = "";
    var named = units();
    Object.keys(named).forEach(function (name, number) { found.roster.appendChild(unit(name, named[name], number)); });
  }

  /* One code --------------------------------------------------------------------------------- */

  function badges(one) {
    return one.badges || [];
  }

  function matching(typed) {
    var plain = typed.toLowerCase().replace(/[^a-z0-9\u4e00-\u9fff]/g, "");
    if (!plain) return [];
    var exact = current.people.filter(function (one) { return badges(one).indexOf(plain) >= 0; });
    return exact.length ? exact : current.people.filter(function (one) { return one.initials === plain || one.name === typed.trim(); });
  }

  function take(typed, method) {
    var people = matching(typed);
    if (people.length !== 1) { say(words("unknown"), "wait"); return; }
    found.input.value = "";
    if (people[0].here) { say(words("already", { name: people[0].name }), "calm"); return; }
    say(words("noted", { name: people[0].name }));
    note(people, method);
  }

  function camera() {
    if (stopCamera) { stopCamera(); return; }
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(function (stream) {
      var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      var last = "";
      found.video.srcObject = stream;
      found.video.hidden = false;
      found.video.play();
      var timer = setInterval(function () {
        detector.detect(found.video).then(function (codes) {
          var read = codes.length ? codes[0].rawValue : "";
          if (read && read !== last) { last = read; take(read, "scanner"); }
        }).catch(function () {});
      }, 250);
      stopCamera = function () {
        clearInterval(timer);
        stream.getTracks().forEach(function (track) { track.stop(); });
        found.video.hidden = true;
        stopCamera = null;
      };
    }).catch(function (error) { say(String(error.message || error), "wait"); });
  }

  /* Lists on this telephone ------------------------------------------------------------------ */

  function show(list) {
    current = list;
    found.lists.hidden = true;
    found.session.hidden = false;
    found.title.textContent = list.title;
    found.when.textContent = clock(list.starts) + " – " + clock(list.ends);
    found.camera.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
    return shown().then(flush);
  }

  /* What was noted here and is not sent yet stands in the list as it stands here. */
  function merged(list) {
    return store.notes(list.session).then(function (rows) {
      rows.forEach(function (row) {
        list.people.forEach(function (one) {
          if (one.person !== row.person || row.state === "refused") return;
          one.here = true;
          if (row.left) one.left = true;
        });
      });
      return store.put("lists", list).then(function () { return list; });
    });
  }

  function fetchList(session, unit) {
    return store.download(session, unit).then(merged, function () {
      return store.list(session).then(function (kept) {
        say(words(kept ? "offline" : "failed"), "wait");
        return kept;
      });
    });
  }

  function choose() {
    return store.all("lists").then(function (lists) {
      found.lists.textContent = "";
      if (!lists.length) found.lists.appendChild(element("p", "soft", words("none")));
      lists.forEach(function (list) {
        var card = found.lists.appendChild(element("article", "card stack stack-tight"));
        card.appendChild(element("h2", "card-title", list.title));
        card.appendChild(element("p", "soft", clock(list.starts)));
        card.appendChild(element("div")).appendChild(button(words("open"), "primary", function () { show(list); }));
      });
    });
  }

  function away(list) {
    return store.notes(list.session).then(function (rows) {
      if (rows.some(function (row) { return row.state === "waiting"; })) { say(words("unsent"), "wait"); return undefined; }
      return Promise.all(rows.map(function (row) { return store.remove("notes", row.nonce); }))
        .then(function () { return store.remove("lists", list.session); })
        .then(function () { location.hash = ""; location.reload(); });
    });
  }

  /* A list is kept until half a day after its session: then the town takes nothing more of it. */
  function sweep() {
    return store.all("lists").then(function (lists) {
      return Promise.all(lists.filter(function (list) { return Date.parse(list.ends) + LATE < Date.now(); }).map(function (list) {
        return store.notes(list.session).then(function (rows) {
          return Promise.all(rows.map(function (row) { return store.remove("notes", row.nonce); }));
        }).then(function () { return store.remove("lists", list.session); });
      }));
    });
  }

  function begin() {
    var asked = /^#(\d+)(?:,([\w-]+))?$/.exec(location.hash);
    if (!asked) return choose();
    return fetchList(Number(asked[1]), asked[2]).then(function (list) { return list ? show(list) : choose(); });
  }

  found.code.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopPropagation();
    take(found.input.value, "scanner");
  });
  found.camera.addEventListener("click", camera);
  found.remove.addEventListener("click", function () { away(current); });
  window.addEventListener("online", flush);
  window.addEventListener("hashchange", begin);
  setInterval(function () { if (current) flush(); }, 20000);

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").catch(function () {});
    navigator.serviceWorker.ready.then(function (registration) {
      registration.active.postMessage("door");
    }).catch(function () {});
  }
  sweep().then(begin).catch(begin);
})();
