/* Small helps for pages that already work without them. ES5: old phones read this too. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.className += " js";

  function each(within, selector, act) {
    Array.prototype.forEach.call(within.querySelectorAll(selector), act);
  }

  function closest(node, selector) {
    while (node && node.nodeType === 1) {
      if (node.matches(selector)) return node;
      node = node.parentNode;
    }
    return null;
  }

  /* Says words to a screen reader without moving the focus. */
  function say(words) {
    var live = document.getElementById("live");
    if (live) live.textContent = words;
  }

  function relabel(button, words) {
    var place = button.querySelector("span") || button;
    if (!button.hasAttribute("data-words")) button.setAttribute("data-words", place.textContent);
    place.textContent = words;
    say(words);
  }

  function restore(button) {
    if (!button.hasAttribute("data-words")) return;
    (button.querySelector("span") || button).textContent = button.getAttribute("data-words");
    button.removeAttribute("data-words");
  }

  /* data-confirm: the first press asks, the second does. Leaving the button takes the question back. */
  function disarm(button) {
    button.classList.remove("armed");
    restore(button);
  }

  function arm(event, button) {
    if (button.classList.contains("armed")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.classList.add("armed");
    relabel(button, button.getAttribute("data-confirm"));
    button.focus();
  }

  /* A form on its way is not sent twice; after a while, or on coming back, it may be sent again. */
  function release(form) {
    form.removeAttribute("data-sent");
    each(form, ".busy", function (button) { button.classList.remove("busy"); });
  }

  function once(event) {
    var form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.hasAttribute("data-again")) return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    each(form, ".button[type=submit], .button:not([type])", function (button) { button.classList.add("busy"); });
    setTimeout(function () { release(form); }, 8000);
  }

  function grow(area) {
    area.style.height = "auto";
    area.style.height = area.scrollHeight + area.offsetHeight - area.clientHeight + "px";
  }

  function count(area) {
    var words = document.getElementById(area.id + "-count");
    if (!words) return;
    var left = Number(area.getAttribute("data-max")) - Array.from(area.value).length;
    words.textContent = words.getAttribute(left < 0 ? "data-over" : "data-left").replace("{n}", Math.abs(left));
    words.classList.toggle("counter-over", left < 0);
  }

  function done(button) {
    relabel(button, button.getAttribute("data-done"));
    button.addEventListener("blur", function () { restore(button); }, { once: true });
  }

  /* navigator.clipboard is missing on plain http and in old WebViews. */
  function copyByHand(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    document.body.removeChild(area);
  }

  function copy(text, button) {
    function byHand() { copyByHand(text); button.focus(); done(button); }
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(text).then(function () { done(button); }, byHand);
  }

  function share(button) {
    var url = new URL(button.getAttribute("data-share"), location.href).href;
    if (!navigator.share) return copy(url, button);
    navigator.share({ title: button.getAttribute("data-title"), url: url }).catch(function () {});
  }

  function press(event) {
    var button = closest(event.target, "button, summary, a");
    if (!button) return;
    if (button.hasAttribute("data-confirm")) arm(event, button);
    else if (button.hasAttribute("data-copy-from")) copy(document.getElementById(button.getAttribute("data-copy-from")).value, button);
    else if (button.hasAttribute("data-copy")) copy(button.getAttribute("data-copy"), button);
    else if (button.hasAttribute("data-share")) share(button);
    else if (button.hasAttribute("data-print")) window.print();
    else if (button.hasAttribute("data-dismiss")) putAway(closest(button, ".notice"));
  }

  function putAway(notice) {
    notice.parentNode.removeChild(notice);
    document.getElementById("main").focus();
  }

  /* Also for parts that htmx brings later. */
  function prepare(within) {
    each(within, "[data-focus]", function (node) { node.focus(); });
    each(within, "textarea.control", grow);
    each(within, "[data-max]", count);
  }

  /* In a row that is pushed along, where one is stands in its middle. */
  function centre(link) {
    var row = link.parentNode.parentNode, here = link.getBoundingClientRect(), all = row.getBoundingClientRect();
    row.scrollLeft += here.left - all.left - (all.width - here.width) / 2;
  }

  /* A form that was asked for begins at its first field: one tap less, and the keyboard is where it is needed. */
  function begin(part) {
    var field = part.querySelector("[data-begin] .control, [data-begin] .choice > input");
    if (field && !part.querySelector("[data-focus]")) field.focus();
  }

  document.addEventListener("click", press, true);
  document.addEventListener("submit", once);
  document.addEventListener("input", function (event) {
    if (event.target.matches("textarea.control")) grow(event.target);
    if (event.target.hasAttribute("data-max")) count(event.target);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.classList.contains("armed")) disarm(event.target);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") each(document, ".armed", disarm);
  });
  window.addEventListener("pageshow", function () { each(document, "form[data-sent]", release); });
  document.addEventListener("htmx:afterSwap", function (event) {
    prepare(event.target);
    begin(event.target);
  });
  prepare(document);
  each(document, ".nav [aria-current]", centre);
})();
