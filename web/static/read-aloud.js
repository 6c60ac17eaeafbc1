/* 听一听: reads the page aloud where the browser can. Without it nothing is missing. */
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  var bar = document.querySelector(".bar");
  var main = document.getElementById("main");
  if (!bar || !main) return;
  var button = document.createElement("button");
  button.type = "button";
  button.className = "tool";

  function show(reading) {
    button.textContent = reading ? "停下" : "听一听";
    button.setAttribute("aria-pressed", String(reading));
  }

  /* One utterance for each block of text: long ones are cut off by some engines. */
  function pieces() {
    var found = main.querySelectorAll("h1, h2, h3, p, li, dt, dd, caption, th, td, legend, label");
    return Array.prototype.filter.call(found, function (block) {
      return !block.querySelector("p, li, dl, table, label") && block.offsetParent !== null;
    }).map(function (block) {
      return block.textContent.replace(/\s+/g, " ").trim();
    }).filter(Boolean);
  }

  button.addEventListener("click", function () {
    if (speech.speaking) {
      speech.cancel();
      show(false);
      return;
    }
    var texts = pieces();
    texts.forEach(function (text, at) {
      var said = new SpeechSynthesisUtterance(text);
      said.lang = "zh-CN";
      said.rate = 0.9;
      if (at === texts.length - 1) said.onend = function () { show(false); };
      speech.speak(said);
    });
    show(texts.length > 0);
  });
  window.addEventListener("pagehide", function () { speech.cancel(); });
  show(false);
  bar.appendChild(button);
})();
