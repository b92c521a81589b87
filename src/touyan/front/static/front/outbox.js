/* The form goes out by itself when there is signal; until then it is kept here, and says so. ES5 and promises. */
(function () {
  "use strict";

  var queue = window.TouyanQueue;
  var form = document.querySelector("form[data-outbox]");
  var place = document.getElementById("outbox");
  var able = queue && window.indexedDB && window.fetch && window.FormData && window.Promise && window.DOMParser;

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(function () {});
  if (!able) return;

  /* Words ---------------------------------------------------------------------------------- */

  function said(name) {
    return (place && place.getAttribute("data-" + name)) || "";
  }

  function element(name, css, words) {
    var made = document.createElement(name);
    if (css) made.className = css;
    if (words) made.textContent = words;
    return made;
  }

  function button(words, act) {
    var made = element("button", "button button-secondary", words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function field(item, name) {
    var pairs = item.fields.filter(function (pair) { return pair[0] === name; });
    return pairs.length ? pairs[0][1] : "";
  }

  /* What waits, was sent or was refused ------------------------------------------------------ */

  function forget(item) { return queue.remove(item.key).then(show); }

  function restore(item) {
    item.fields.forEach(function (pair) {
      var control = form.elements[pair[0]];
      if (!control || pair[0] === "key" || pair[0] === "similar_seen") return;
      if (control.type === "checkbox") control.checked = true;
      else control.value = pair[1];
    });
    form.elements.words.focus();
    return forget(item);
  }

  function notice(item) {
    var tone = { sent: "good", refused: "alarm" }[item.state] || "wait";
    var box = element("div", "notice notice-" + tone);
    var body = element("div", "notice-body");
    var row = element("div", "row");
    box.setAttribute("data-outbox-item", item.state);
    if (item.state === "sent") {
      var link = element("a", "", said("sent").replace("{number}", item.number));
      link.href = item.url;
      body.appendChild(element("p")).appendChild(link);
      row.appendChild(button(said("forget"), function () { forget(item); }));
    } else {
      body.appendChild(element("p", "notice-title", item.state === "refused" ? said("refused") : said("kept")));
      body.appendChild(element("p", "words", field(item, "words")));
      (item.errors || []).forEach(function (words) { body.appendChild(element("p", "", words)); });
      if (form) row.appendChild(button(said("again"), function () { restore(item); }));
      row.appendChild(button(said("forget"), function () { forget(item); }));
    }
    body.appendChild(row);
    box.appendChild(body);
    return box;
  }

  function show() {
    return queue.all().then(function (items) {
      if (!place) return;
      place.textContent = "";
      items.forEach(function (item) { place.appendChild(notice(item)); });
      place.hidden = !items.length;
      return items;
    });
  }

  function say(words) {
    var live = document.getElementById("live");
    if (live) live.textContent = words;
  }

  var busy = false;

  function flush() {
    if (busy) return;
    busy = true;
    queue.sendAll().catch(function () {}).then(show, show).then(function () { busy = false; }, function () { busy = false; });
  }

  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) flush(); });
  show().then(function (items) { if (items && items.length) flush(); }).catch(function () {});

  /* The form --------------------------------------------------------------------------------- */

  if (!form) return;

  function uuid() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* A page from the cache is the same page each time: two needs must not share its key, nor lose its code. */
  function freshen() {
    if (!form.hasAttribute("data-fresh")) return;
    form.elements.key.value = uuid();
    var code = new URLSearchParams(location.search).get("at") || "";
    if (!code || form.elements.at.value === code) return;
    form.elements.at.value = code.slice(0, 30);
    form.elements.village.value = code;
  }

  function read(file) {
    return new Promise(function (resolve, reject) {
      var reader = new FileReader();
      reader.onload = function () { resolve({ name: file.name, type: file.type, data: reader.result }); };
      reader.onerror = function () { reject(reader.error); };
      reader.readAsArrayBuffer(file);
    });
  }

  var CARRIED = ["words", "village", "where", "phone", "name", "anonymous", "at", "key"];

  function keep() {
    var fields = CARRIED.filter(function (name) {
      var control = form.elements[name];
      return control && (control.type !== "checkbox" || control.checked);
    }).map(function (name) { return [name, form.elements[name].value]; });
    fields.push(["similar_seen", "1"]);
    return Promise.all(Array.prototype.map.call(form.elements.photos.files, read)).then(function (photos) {
      return queue.put({ key: form.elements.key.value, at: Date.now(), state: "waiting", fields: fields, photos: photos });
    }).then(kept);
  }

  /* Ready for another need: what was typed has gone with the first; how to reach whoever types stays. */
  function clear() {
    ["words", "where", "photos"].forEach(function (name) { form.elements[name].value = ""; });
    form.elements.words.dispatchEvent(new CustomEvent("input", { bubbles: true }));
    Array.prototype.forEach.call(document.querySelectorAll(".error-summary, #placing .error, [data-similar]"), function (node) {
      node.parentNode.removeChild(node);
    });
    Array.prototype.forEach.call(form.querySelectorAll(".field-wrong"), function (node) { node.classList.remove("field-wrong"); });
  }

  function kept() {
    clear();
    form.setAttribute("data-fresh", "");
    freshen();
    say(said("kept"));
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.ready.then(function (worker) {
        if (worker.sync) return worker.sync.register("outbox");
      }).catch(function () {});
    }
    return show().then(function () {
      if (!place) return;
      place.tabIndex = -1;
      place.focus();
      place.scrollIntoView();
    });
  }

  /* The server's own page, with its sentences, takes the place of ours. One without the form (a page that
     lay open too long, an error of ours) must not take the words with it: they are kept, and sent from here. */
  function showAnswer(answer) {
    return answer.text().then(function (page) {
      var theirs = new DOMParser().parseFromString(page, "text/html").getElementById("main");
      var ours = document.getElementById("main");
      if (!theirs || !theirs.querySelector("form[data-outbox]")) return keep().then(flush);
      ours.innerHTML = theirs.innerHTML;
      form = document.querySelector("form[data-outbox]");
      place = document.getElementById("outbox");
      if (form) prepare();
      if (window.htmx) window.htmx.process(ours);
      ours.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
      window.scrollTo(0, 0);
      return show();
    });
  }

  function answered(answer) {
    if (answer.redirected && answer.ok) { location.assign(answer.url); return; }
    return showAnswer(answer);
  }

  var pressed = null;

  function release() {
    form.removeAttribute("data-sent");
    form.removeAttribute("data-on-its-way");
    Array.prototype.forEach.call(form.querySelectorAll(".busy"), function (one) { one.classList.remove("busy"); });
  }

  function submit(event) {
    var by = event.submitter || pressed;
    pressed = null;
    if (by && by.hasAttribute("formaction")) return;
    event.preventDefault();
    if (form.hasAttribute("data-on-its-way")) return;
    form.setAttribute("data-on-its-way", "");
    say(said("sending"));
    var data = new FormData(form);
    if (by && by.name) data.append(by.name, by.value);
    if (by) by.classList.add("busy");
    queue.fetched(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } })
      .then(answered, keep)
      .catch(function () { form.submit(); })
      .then(release);
  }

  function prepare() {
    freshen();
    form.addEventListener("click", function (event) {
      var node = event.target;
      while (node && node !== form && node.nodeName !== "BUTTON") node = node.parentNode;
      if (node && node !== form) pressed = node;
    });
    form.addEventListener("submit", submit);
  }

  prepare();
})();
