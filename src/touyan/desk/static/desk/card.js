/* A card's QR code leads here with its six digits behind the #, which no server sees: put them into the form. */
(function () {
  "use strict";
  var form = document.querySelector("[data-code-form]");
  var digits = location.hash.slice(1);
  if (!form || !/^[0-9]{6}$/.test(digits)) return;
  form.elements.code.value = digits;
  history.replaceState(null, "", location.pathname);
  form.scrollIntoView();
  form.querySelector("button").focus();
})();
