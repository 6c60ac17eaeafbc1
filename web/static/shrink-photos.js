/* Makes chosen photos smaller before they are sent. A photo that cannot be read goes as it is. */
(function () {
  "use strict";
  var turnsRight = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");
  if (!turnsRight || !window.DataTransfer || !HTMLCanvasElement.prototype.toBlob) return;

  function smaller(file, longest) {
    return new Promise(function (done) {
      if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 400000) return done(file);
      var address = URL.createObjectURL(file);
      var picture = new Image();
      function keep() { URL.revokeObjectURL(address); done(file); }
      picture.onerror = keep;
      picture.onload = function () {
        var share = Math.min(1, longest / Math.max(picture.naturalWidth, picture.naturalHeight));
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.naturalWidth * share);
        canvas.height = Math.round(picture.naturalHeight * share);
        var pen = canvas.getContext("2d");
        if (!pen) return keep();
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) {
          if (!blob || blob.size >= file.size) return keep();
          URL.revokeObjectURL(address);
          var name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
          done(new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }));
        }, "image/jpeg", 0.85);
      };
      picture.src = address;
    });
  }

  /* Sending waits for the shrinking, so that a fast finger does not send the large ones. */
  function watch(input) {
    var waiting = null;
    input.addEventListener("change", function () {
      var longest = Number(input.getAttribute("data-shrink"));
      var files = Array.prototype.slice.call(input.files);
      var mine = waiting = Promise.all(files.map(function (file) { return smaller(file, longest); }))
        .then(function (made) {
          if (waiting !== mine) return;
          var box = new DataTransfer();
          made.forEach(function (file) { box.items.add(file); });
          input.files = box.files;
        })
        .catch(function () { /* the photos as chosen are sent */ })
        .then(function () { if (waiting === mine) waiting = null; });
    });
    if (input.form) input.form.addEventListener("submit", function (event) {
      if (!waiting) return;
      var form = input.form;
      var button = event.submitter;
      event.preventDefault();
      waiting.then(function () {
        if (form.requestSubmit) form.requestSubmit(button || undefined);
        else form.submit();
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("input[data-shrink]"), watch);
})();
