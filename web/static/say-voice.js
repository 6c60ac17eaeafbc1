/* 拍照片, 录一段话: two buttons in place of two file fields, where the browser can. Elsewhere the
   fields stay, and the phone's own camera and recorder are used. */
(function () {
  "use strict";
  var box = document.querySelector(".say-media");
  var photos = document.querySelector("input[name=photo]");
  var voice = document.querySelector("input[data-voice]");
  if (!box || !photos || !voice || !window.DataTransfer || !window.Promise) return;
  box.classList.add("able");

  function row(input, words) {
    var made = document.createElement("div");
    made.className = "speak";
    var press = document.createElement("button");
    press.type = "button";
    press.className = "btn";
    press.textContent = words;
    var told = document.createElement("span");
    told.setAttribute("role", "status");
    made.appendChild(press);
    made.appendChild(told);
    input.parentNode.appendChild(made);
    return { line: made, press: press, told: told };
  }

  function pictures() {
    var shown = row(photos, "拍照片");
    var strip = document.createElement("span");
    shown.line.appendChild(strip);
    shown.press.addEventListener("click", function () { photos.click(); });
    photos.addEventListener("change", function () {
      var chosen = photos.files.length;
      shown.told.textContent = chosen > 4 ? "选了 " + chosen + " 张，最多 4 张，请重新选" : chosen ? "选了 " + chosen + " 张" : "";
      strip.textContent = "";
      Array.prototype.slice.call(photos.files, 0, 4).forEach(function (file) {
        var small = document.createElement("img");
        small.alt = "";
        small.src = URL.createObjectURL(file);
        strip.appendChild(small);
      });
    });
  }

  /* Without a recorder of the browser's own, the button opens the phone's. */
  function recording() {
    var most = Number(voice.getAttribute("data-voice"));
    var kinds = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
    var recorder = null, began = 0, ticking = 0;
    var shown = row(voice, "录一段话");
    var sound = document.createElement("audio");
    sound.controls = true;
    sound.hidden = true;
    shown.line.appendChild(sound);

    function say(button, words) {
      shown.press.textContent = button;
      shown.told.textContent = words;
    }

    function clock() {
      var gone = Math.round((Date.now() - began) / 1000);
      shown.told.textContent = "正在录 " + Math.floor(gone / 60) + ":" + ("0" + gone % 60).slice(-2) + "，最多 " + most / 60 + " 分钟";
      if (gone >= most && recorder) recorder.stop();
    }

    function hear() {
      if (sound.src) URL.revokeObjectURL(sound.src);
      sound.hidden = !voice.files.length;
      if (sound.hidden) return say("录一段话", "");
      sound.src = URL.createObjectURL(voice.files[0]);
      say("重新录", "录好了，可以先听一听。");
    }

    function kept(parts, type) {
      var suffix = /mp4/.test(type) ? ".m4a" : /ogg/.test(type) ? ".ogg" : ".webm";
      var transfer = new DataTransfer();
      transfer.items.add(new File(parts, "voice" + suffix, { type: type }));
      voice.files = transfer.files;
      hear();
    }

    function start(stream) {
      var type = kinds.filter(function (kind) { return MediaRecorder.isTypeSupported(kind); })[0];
      var parts = [];
      recorder = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 32000 } : {});
      recorder.ondataavailable = function (event) { if (event.data.size) parts.push(event.data); };
      recorder.onstop = function () {
        clearInterval(ticking);
        stream.getTracks().forEach(function (track) { track.stop(); });
        type = recorder.mimeType;
        recorder = null;
        kept(parts, type);
      };
      recorder.start();
      began = Date.now();
      sound.hidden = true;
      say("说完了", "");
      clock();
      ticking = setInterval(clock, 500);
    }

    voice.addEventListener("change", hear);
    shown.press.addEventListener("click", function () {
      var able = window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
      if (recorder) recorder.stop();
      else if (!able) voice.click();
      else navigator.mediaDevices.getUserMedia({ audio: true }).then(start).catch(function () {
        shown.told.textContent = "浏览器没有拿到话筒，请选手机录音机录好的。";
        voice.click();
      });
    });
  }

  pictures();
  recording();
})();
