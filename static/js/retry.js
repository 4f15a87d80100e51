/* A tap whose network is lost. It stands inline in a few citizen pages and is allowed by its hash: every byte counts.
   The tap is sent from here, so that a lost network can be told in words; the page that answers takes this one's place,
   and Back brings this one again with the same token. What is kept on the phone goes once it has been acknowledged.
   Without this script, and in any browser that lacks something it needs, the form is sent by the browser itself. */
(function (doc, win) {
  var shelf, pages = [doc.body], titles = [doc.title], box = doc.getElementById("s"), live, busy;
  try { shelf = win.localStorage; shelf.length; } catch (e) { return; }
  if (!win.fetch || !win.AbortController || !shelf) return;

  function say(what) {
    box.textContent = box.dataset[what];
  }
  function post(path, body) {
    var stop = new AbortController();
    setTimeout(function () { stop.abort(); }, 2e4);
    return fetch(path, {
      method: "POST", signal: stop.signal, keepalive: true, body: new URLSearchParams(body)
    }).then(function (r) {
      if (r.status > 499 || r.status == 429) throw r;
      return r;
    });
  }
  /* The line that tells goes along, empty: the page that answers has none of its own, and a face may be chosen there. */
  function put(n) {
    doc.body = pages[n];
    doc.title = titles[n];
    box.textContent = "";
    doc.querySelector("main").prepend(box);
    win.scrollTo(0, 0);
    n = doc.querySelector("h1");
    n.tabIndex = -1;
    n.focus();
  }
  function show(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    if (!history.state) history.pushState(1, "");
    pages[1] = page.body;
    titles[1] = page.title;
    put(1);
  }
  /* The last choice made on this page: sent one after another, so that it is also the last to arrive. */
  function send() {
    var mine = live;
    busy = 1;
    post(mine.path, mine.body).then(function (r) { return r.text(); }).then(function (text) {
      shelf.removeItem(mine.key);
      if (mine == live) live = show(text);
    }, function () {
      if (mine == live) say("kept");
    }).then(function () {
      busy = 0;
      if (live && live != mine) send();
    });
  }
  /* What other visits left: it may only create (retry=1), never change what has arrived meanwhile. */
  function resend() {
    if (live && !busy) send();
    Object.keys(shelf).forEach(function (key) {
      var raw = shelf[key], kept = raw.split("\n");
      if (key.slice(0, 3) != "ks." || (live && key == live.key)) return;
      post(kept[0], kept[1] + "&retry=1").then(function (r) {
        if (shelf[key] == raw) shelf.removeItem(key);
        say(r.ok ? "sent" : "lost");
      }, function () {});
    });
  }
  doc.addEventListener("submit", function (e) {
    var form = e.target, button = e.submitter, body, path = form.getAttribute("action");
    if (!button || !/\/cham$/.test(path)) return;
    e.preventDefault();
    body = new URLSearchParams(new FormData(form));
    body.append(button.name, button.value);
    live = {key: "ks." + body.get("t"), path: path, body: "" + body};
    try { shelf[live.key] = path + "\n" + body; } catch (e) { /* no room: this page still sends it */ }
    say("busy");
    if (!busy) send();
  });
  win.addEventListener("popstate", function (e) {
    if (pages[1]) put(e.state ? 1 : 0);
  });
  win.addEventListener("online", resend);
  setInterval(resend, 3e4);
  if (history.state) history.replaceState(null, "");
  resend();
})(document, window);
