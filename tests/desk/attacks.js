// What a hostile script tries against the desk; DESK and PREVIEW are the origins. See test_security_scripts.py.
"use strict";
const none = (why) => { throw new Error(why); };
const POST = { method: "POST", body: JSON.stringify({ kind: "post", title: "stolen", path: "posts/one.md" }) };
const JSON_TYPE = { "Content-Type": "application/json" };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const settle = (promise) => Promise.race([promise, wait(4000).then(() => none("nothing came"))]);
const element = (name, attributes, into = document.body) => {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  into.append(made);
  return made;
};
const loaded = (name, attributes) => settle(new Promise((done, failed) => {
  const made = document.createElement(name);
  made.onload = () => done("loaded");
  made.onerror = () => failed(new Error("refused"));
  Object.assign(made, attributes);
  document.body.append(made);
}));
const form = (action, target, type) => {
  const made = element("form", { method: "post", action, target, enctype: type });
  element("input", { name: '{"folder":"/","x":"', value: '"}' }, made);
  made.submit();
  return wait(300).then(() => "sent");
};
const WAYS = {
  // to read
  "fetch": () => fetch(`${DESK}/`).then((answer) => answer.text()),
  "fetch a call": () => fetch(`${DESK}/api/site.read`, { ...POST, headers: JSON_TYPE }).then((answer) => answer.text()),
  "fetch with a guess": () => fetch(`${DESK}/api/site.read`, {
    ...POST, headers: { ...JSON_TYPE, "X-Therapyblog-Token": "x" } }).then((answer) => answer.text()),
  "fetch with what the browser holds": () => fetch(`${DESK}/api/site.read`, {
    ...POST, credentials: "include" }).then((answer) => answer.text()),
  "fetch the words": () => fetch(`${DESK}/static/words/en.json`).then((answer) => answer.text()),
  "a request of old": () => settle(new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.onload = () => done(request.responseText);
    request.onerror = () => failed(new Error("refused"));
    request.open("POST", `${DESK}/api/site.read`);
    request.setRequestHeader("Content-Type", "application/json");
    request.send("{}");
  })),
  "a socket": () => settle(new Promise((done, failed) => {
    const socket = new WebSocket(DESK.replace("http", "ws") + "/api/events");
    socket.onopen = () => done("open");
    socket.onerror = () => failed(new Error("refused"));
  })),
  "a stream": () => settle(new Promise((done, failed) => {
    const stream = new EventSource(`${DESK}/api/events`);
    stream.onmessage = () => done("told");
    stream.onopen = () => done("open");
    stream.onerror = () => failed(new Error("refused"));
  })),
  "its script": () => loaded("script", { src: `${DESK}/static/desk.js` }),
  "its script as a module": () => import(`${DESK}/static/desk.js`),
  "its picture": () => loaded("img", { src: `${DESK}/static/icon.svg` }),
  "its style": () => loaded("link", { rel: "stylesheet", href: `${DESK}/static/desk.css` }),
  "a worker": () => new SharedWorker(`${DESK}/static/desk.js`) && "made",
  "the window above": () => parent.document.body.innerText,
  "its address": () => parent.location.href,
  "its fragment": () => parent.location.hash,
  "its storage": () => parent.sessionStorage.getItem("therapyblog-token"),
  "its names": () => Object.keys(parent).join() + parent.api.call,
  "the window at the top": () => top.document.cookie + top.location.href,
  "whoever opened it": () => opener.location.href,
  "its frame element": () => frameElement.ownerDocument.body.innerText,
  "where it came from": () => (/token/.test(document.referrer) ? document.referrer : none("not said")),
  "other windows of its name": () => { const found = open("", "desk"); return found.document.body.innerText; },
  "the store of this tab": () => sessionStorage.length + "",
  "the store of this computer": () => localStorage.length + "",
  "a cookie": () => { document.cookie = "a=b"; return document.cookie || none("refused"); },
  "a database": () => settle(new Promise((done, failed) => {
    const asked = indexedDB.open("x");
    asked.onsuccess = () => done("open");
    asked.onerror = () => failed(new Error("refused"));
  })),
  "caches": () => caches.keys().then(String),
  "the start of the preview": () => fetch(`${PREVIEW}/`).then((answer) => (answer.ok ? answer.text() : none("refused"))),
  "the settings of the site": () => fetch("therapyblog.toml").then((answer) => (answer.ok ? answer.text() : none("refused"))),
  "a draft": () => fetch(`/${location.pathname.split("/")[1]}/two/`).then((answer) => answer.text()),
  // to stay
  "a service worker": () => navigator.serviceWorker.register("evil-worker.js"),
  "a service worker of the desk": () => navigator.serviceWorker.register(`${DESK}/static/desk.js`),
  // to lead away
  "leading the top away": () => { top.location = `${DESK}/?led=away`; return wait(300).then(() => none("nothing happened")); },
  "leading the desk away": () => { parent.location.replace("about:blank"); return wait(300).then(() => none("nothing happened")); },
  "a link to the top": () => { element("a", { href: `${DESK}/?led=away`, target: "_top" }).click(); return wait(300).then(() => none("nothing happened")); },
  "a link to a window": () => { element("a", { href: `${DESK}/?led=away`, target: "_blank", rel: "opener" }).click(); return wait(300).then(() => none("nothing happened")); },
  "a window": () => open(`${DESK}/`).location.href,
  "a question": () => prompt("Your password?") ?? none("not asked"),
};
// What has no answer for whoever tries it: the test looks whether anything happened.
const BLIND = {
  "a request without questions": () => fetch(`${DESK}/api/desk.end`, { ...POST, mode: "no-cors" }),
  "JSON as text": () => fetch(`${DESK}/api/documents.create`, { ...POST, mode: "no-cors", headers: { "Content-Type": "text/plain" } }),
  "a beacon": () => navigator.sendBeacon(`${DESK}/api/desk.end`, new Blob(["{}"], { type: "application/json" })),
  "a beacon of text": () => navigator.sendBeacon(`${DESK}/api/desk.end`, "{}"),
  "reading with an effect": () => fetch(`${DESK}/api/desk.end`, { mode: "no-cors" }),
  "a picture with an effect": () => { element("img", { src: `${DESK}/api/desk.end` }); return wait(100); },
  "a form": () => { element("iframe", { name: "aside" }); return form(`${DESK}/api/desk.end`, "aside", "text/plain"); },
  "a form of many parts": () => form(`${DESK}/api/sites.create`, "aside", "multipart/form-data"),
  "a form to the top": () => form(`${DESK}/api/desk.end`, "_top", "text/plain"),
  "a form to a window": () => form(`${DESK}/api/desk.end`, "_blank", "text/plain"),
  "a frame in a frame": () => { element("iframe", { name: "inner", src: `${DESK}/` }); return wait(300); },
  "words to the desk": () => {
    for (const what of ["publish", "save", "ready", "scroll", "chosen", "find", "reload", "__proto__"]) {
      parent.postMessage({ therapyblog: what, words: "<img src=x onerror=alert(1)>", file: "../../x", y: 1e9 }, "*");
      parent.postMessage(what, "*");
    }
    parent.postMessage(null, "*");
    return wait(100);
  },
  "the same words elsewhere": () => { new BroadcastChannel("therapyblog").postMessage({ token: 1 }); return wait(50); },
};
window.tried = (async () => {
  const reached = {};
  for (const [name, way] of Object.entries(WAYS)) {
    try { reached[name] = String(await settle(Promise.resolve().then(way))).slice(0, 200); } catch { /* as it should be */ }
  }
  for (const way of Object.values(BLIND)) {
    try { await settle(Promise.resolve().then(way)); } catch { /* see above */ }
  }
  return reached;
})();
