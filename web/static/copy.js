/* A button that copies a text to be pasted into a chat. Without it the text can be chosen by hand. */
(function () {
  "use strict";
  var boxes = document.querySelectorAll("textarea[data-copy]");

  /* Old browsers and plain http have no clipboard of their own. */
  function byHand(box) {
    box.focus();
    box.select();
    box.setSelectionRange(0, box.value.length);
    try { return document.execCommand("copy"); } catch (failure) { return false; }
  }

  function add(box) {
    var says = box.getAttribute("data-copy");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn main whole";
    button.textContent = says;
    function told(done) { button.textContent = done ? "复制好了，去群里粘贴" : "没有复制成，请自己全选、复制"; }
    button.addEventListener("click", function () {
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(box.value).then(function () { told(true); }, function () { told(byHand(box)); });
      } else {
        told(byHand(box));
      }
    });
    box.parentNode.appendChild(button);
  }
  for (var i = 0; i < boxes.length; i += 1) add(boxes[i]);
})();
