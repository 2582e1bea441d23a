// One stream for all pages of the preview that are open in a browser. It opens six connections to one server at most,
// and a stream keeps one for good: with a stream in each page the seventh page would never load.
//
// A shared worker: a page says which file it shows, or none while nobody sees it, and is sent what the stream tells.
"use strict";
const start = location.pathname.replace(/\/[^/]*$/, "");
const shown = new Map(); // the port of a page → the file that it shows
let stream = null;
let soon = 0;

const send = (message) => { for (const port of shown.keys()) port.postMessage(message); };

const open = () => {
  soon = 0;
  if (stream) stream.close();
  stream = null;
  if (shown.size === 0) return;
  const files = [...new Set(shown.values())].map((file) => `file=${encodeURIComponent(file)}`);
  const opened = stream = new EventSource(`${start}/events?${files.join("&")}`);
  opened.onmessage = (event) => { send({ told: JSON.parse(event.data) }); };
  opened.onerror = () => { if (opened.readyState === EventSource.CLOSED) send({ ended: true }); };
};

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: { file } }) => {
    if (file === null) shown.delete(port); else shown.set(port, file);
    // Pages that come and go at once, as when all load themselves again, want one stream.
    soon = soon || setTimeout(open, 10);
  };
};
