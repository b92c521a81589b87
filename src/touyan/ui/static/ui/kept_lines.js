/* A line that was tapped without signal is kept and sends itself, once. ES5: old phones read this too.
   Kept are an address, a random number and the moment: nobody's name. */
(function () {
  "use strict";

  var KEY = "touyan-kept-lines";
  var lines = document.querySelector("[data-kept-lines]");
  if (!lines || !window.fetch || !window.localStorage || !window.URLSearchParams) return;
  var sending = false;

  function kept() {
    try { return JSON.parse(localStorage.getItem(KEY) || "[]"); } catch (error) { return []; }
  }

  function keep(items) { localStorage.setItem(KEY, JSON.stringify(items)); }

  function formOf(item) {
    return Array.prototype.filter.call(lines.querySelectorAll("form[data-keep]"), function (form) {
      return form.getAttribute("action") === item.action;
    })[0];
  }

  function token() {
    var field = document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  /* The line says that it waits, and cannot be tapped again meanwhile. */
  function wait(item) {
    var form = formOf(item);
    if (!form || form.hidden) return;
    form.hidden = true;
    var words = document.createElement("p");
    words.setAttribute("role", "status");
    words.setAttribute("data-waits", item.action);
    words.textContent = lines.getAttribute("data-waiting");
    form.parentNode.appendChild(words);
  }

  function put(item, html) {
    var form = formOf(item);
    var line = form && form.closest("li");
    if (!line) return;
    var holder = document.createElement("div");
    holder.innerHTML = html;
    var made = holder.querySelector("li");
    if (made) line.parentNode.replaceChild(made, line);
  }

  function send(item) {
    var body = new URLSearchParams(item.fields);
    body.set("csrfmiddlewaretoken", token());
    return fetch(item.action, { method: "POST", body: body, credentials: "same-origin", headers: { "HX-Request": "true" } })
      .then(function (response) {
        /* Signed out, or the machine is down: it stays kept. */
        if (response.redirected || response.status >= 500 || response.status === 403) throw new Error(response.status);
        return response.text();
      })
      .then(function (html) {
        keep(kept().filter(function (one) { return one.action !== item.action; }));
        put(item, html);
      });
  }

  function sendAll() {
    if (sending) return;
    sending = true;
    kept().reduce(function (before, item) {
      return before.then(function () { return send(item).catch(function () { wait(item); }); });
    }, Promise.resolve()).then(function () { sending = false; });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-keep")) return;
    event.preventDefault();
    form.elements.at.value = new Date().toISOString();
    var fields = Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.name !== "csrfmiddlewaretoken";
    }).map(function (one) { return [one.name, one.value]; });
    var item = { action: form.getAttribute("action"), fields: fields };
    keep(kept().filter(function (one) { return one.action !== item.action; }).concat([item]));
    wait(item);
    sendAll();
  }, true);

  window.addEventListener("online", sendAll);
  setInterval(function () { if (kept().length) sendAll(); }, 5000);
  kept().forEach(wait);
  if (kept().length) sendAll();
})();
