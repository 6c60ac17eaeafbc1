/* 我要说事: keeps what was said on this phone until the village has it, and sends it when it can.
   Without it the form is sent as any other. Nothing is kept once it has arrived. */
(function () {
  "use strict";
  var form = document.getElementById("say");
  var box = document.getElementById("unsent");
  if (!box || !window.fetch || !window.Promise || !window.indexedDB || !FormData.prototype.forEach) return;
  var who = box.getAttribute("data-who");
  var sending = {};

  function opened() {
    return new Promise(function (done, fail) {
      var asked = indexedDB.open("cunyi-say", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("drafts", { keyPath: "id" }); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { fail(asked.error); };
    });
  }

  function store(work, mode) {
    return opened().then(function (base) {
      return new Promise(function (done, fail) {
        var deal = base.transaction("drafts", mode || "readwrite");
        var asked = work(deal.objectStore("drafts"));
        deal.oncomplete = function () { base.close(); done(asked.result); };
        deal.onerror = deal.onabort = function () { base.close(); fail(deal.error); };
      });
    });
  }

  function keep(draft) { return store(function (drafts) { return drafts.put(draft); }); }
  function forget(id) { return store(function (drafts) { return drafts.delete(id); }).then(show); }
  function all() { return store(function (drafts) { return drafts.getAll(); }, "readonly"); }

  function gathered() {
    var draft = { id: Date.now() + "-" + Math.random(), who: who, action: form.action, page: location.href, fields: [], files: [] };
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") draft.fields.push([name, value]);
      else if (value.size) draft.files.push([name, value, value.name]);
    });
    return draft;
  }

  function words(draft) {
    var said = draft.fields.filter(function (pair) { return pair[0] === "text"; })[0];
    var text = said ? said[1].trim() : "";
    return text ? "“" + text.slice(0, 20) + (text.length > 20 ? "……" : "") + "”" : "一段录音";
  }

  /* What came of it: {number, code, place}, {refused: what the page says} or {stale: true}. */
  function read(answer) {
    return answer.text().then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var found = /\/concerns\/([0-9]{4}-[0-9]{3,})\/(?:receipt|slip)/.exec(answer.url);
      var code = page.getElementById("code");
      if (answer.ok && found) return { number: found[1], code: code ? code.textContent.trim() : "", place: answer.url };
      if (answer.ok) return { number: "", code: "", place: "" };
      if (answer.status === 422 && !page.getElementById("say")) return { stale: true };
      if (answer.status >= 500) throw new Error("not now");
      return { refused: page.querySelector("main .box:not(#unsent)") || page.querySelector("main") };
    });
  }

  function posted(draft) {
    var body = new FormData();
    draft.fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    draft.files.forEach(function (file) { body.append(file[0], file[1], file[2]); });
    return fetch(draft.action, { method: "POST", body: body, credentials: "same-origin" }).then(read);
  }

  /* The form's key is good for a day; a later sending asks for a new one first. */
  function renewed(draft) {
    return fetch(draft.page, { credentials: "same-origin" }).then(function (answer) {
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var key = page.querySelector("#say [name=_key]");
      var there = page.getElementById("unsent");
      if (!key || there.getAttribute("data-who") !== draft.who) return { other: true };
      draft.fields = draft.fields.map(function (pair) { return pair[0] === "_key" ? ["_key", key.value] : pair; });
      return keep(draft).then(function () { return posted(draft); });
    });
  }

  function send(draft) {
    sending[draft.id] = true;
    return posted(draft).then(function (told) { return told.stale ? renewed(draft) : told; }).then(function (told) {
      sending[draft.id] = false;
      return told;
    }, function (failure) {
      sending[draft.id] = false;
      throw failure;
    });
  }

  function sendAll() {
    return all().then(function (drafts) {
      var waiting = drafts.filter(function (draft) { return !draft.sent && !sending[draft.id] && draft.who === who; });
      return waiting.reduce(function (before, draft) {
        return before.then(function () { return send(draft); }).then(function (told) { return settle(draft, told); });
      }, Promise.resolve());
    }).catch(function () { /* still no signal: it stays where it is */ }).then(show);
  }

  /* Arrived: the words, the pictures and the voice are erased, the number stays until it is read. */
  function settle(draft, told) {
    if (told.other) return null;
    if (told.refused) {
      draft.why = told.refused.textContent.replace(/\s+/g, " ").trim().slice(0, 300);
      return keep(draft);
    }
    return keep({ id: draft.id, who: draft.who, sent: true, number: told.number, code: told.code, place: told.place, fields: [], files: [] });
  }

  function element(tag, text, parent) {
    var made = document.createElement(tag);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function button(text, parent, work) {
    var made = element("button", text, parent);
    made.type = "button";
    made.className = "btn";
    made.addEventListener("click", work);
  }

  function link(text, place, parent) {
    var made = element("a", text, parent);
    made.className = "btn";
    made.href = place;
  }

  /* A phone that several share: what somebody else said stays there, and neither words nor code
     of it are shown. */
  function row(draft) {
    var line = document.createElement("li");
    if (draft.who !== who) {
      element("b", "这是" + (draft.who || "没有用通行码的人") + "说的，" + (draft.sent ? "已经送到，要用那个身份进来才看得到编号。" : "还没有送到，要用那个身份进来才能送。"), line);
      if (!draft.sent) button("不送了，删掉", line, function () { forget(draft.id); });
      return line;
    }
    if (draft.sent) {
      element("b", "已送到" + (draft.number ? "，编号 " + draft.number : ""), line);
      if (draft.code) element("p", "查询码 " + draft.code + "，请抄下来：凭编号和查询码看办到哪了。", line);
      if (draft.place) link("看回执", draft.place, line);
      button("记下了", line, function () { forget(draft.id); });
      return line;
    }
    element("b", "还没有送到，存在这部手机里：", line);
    element("span", words(draft) + (draft.files.length ? "，附 " + draft.files.length + " 个文件" : ""), line);
    if (draft.why) element("p", "村里没有收下：" + draft.why, line);
    else button("现在送", line, sendAll);
    button("不送了，删掉", line, function () { forget(draft.id); });
    return line;
  }

  function show() {
    return all().then(function (drafts) {
      box.hidden = !drafts.length;
      box.textContent = "";
      if (!drafts.length) return;
      element("h2", "存在这部手机里的", box);
      var list = element("ul", "", box);
      drafts.forEach(function (draft) { list.appendChild(row(draft)); });
      if (drafts.some(function (draft) { return !draft.sent && draft.who === who; })) element("p", "有信号时会自己再送；关掉也不要紧，下次打开这一页再送。", box);
      if (form && form.hidden) link("再说一件", form.action + "new", box);
    }).catch(function () { box.hidden = true; });
  }

  function alarm(found) {
    var old = document.getElementById("refused");
    if (old) old.remove();
    if (!found) return;
    var copy = document.importNode(found, true);
    Array.prototype.forEach.call(copy.querySelectorAll("h1, form, .row, script"), function (part) { part.remove(); });
    var told = document.createElement("div");
    told.id = "refused";
    told.className = "box";
    told.tabIndex = -1;
    told.setAttribute("role", "alert");
    while (copy.firstChild) told.appendChild(copy.firstChild);
    form.parentNode.insertBefore(told, form);
    told.focus();
  }

  function arrived(draft, told) {
    return forget(draft.id).then(function () { location.href = told.place || box.getAttribute("data-list"); });
  }

  function submitted(event) {
    if (event.defaultPrevented) return; /* the photographs are still being made smaller */
    event.preventDefault();
    var press = form.querySelector("button.main");
    var draft = gathered();
    press.disabled = true;
    alarm(null);
    sending[draft.id] = true;
    keep(draft).then(function () { return send(draft); }, function () { sending = {}; form.submit(); return null; }).then(function (told) {
      if (!told) return null;
      press.disabled = false;
      if (told.number !== undefined) return arrived(draft, told);
      return forget(draft.id).then(function () { if (told.refused) alarm(told.refused); else form.submit(); });
    }).catch(function () {
      press.disabled = false;
      form.hidden = true;
      return show().then(function () { box.scrollIntoView(); });
    });
  }

  if (form) form.addEventListener("submit", submitted);
  window.addEventListener("online", sendAll);
  sendAll();
})();
