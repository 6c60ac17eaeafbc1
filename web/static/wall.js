/* Keeps a page of a running meeting up to date. Without it the page loads itself, or has a link. */
(function () {
  "use strict";
  var now = document.getElementById("now");
  if (!now || !window.EventSource) return;
  var better = now.getAttribute("data-live");
  if (better) {
    window.location.replace(window.location.pathname + better);
    return;
  }
  var last = "";
  function listen() {
    var source = new EventSource(window.location.pathname);
    source.onmessage = function (event) {
      if (event.data === last) return;
      last = event.data;
      now.innerHTML = event.data;
    };
    /* Closed for good: signed out, or too many who look. Ask for the page itself after a while. */
    source.onerror = function () {
      if (source.readyState === 2) window.setTimeout(function () { window.location.reload(); }, 20000);
    };
    window.addEventListener("pagehide", function () { source.close(); });
  }
  listen();
})();
