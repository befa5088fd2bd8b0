
"use strict";

// The query or else the fragment, decoded once. As on the vendor's page, `+` is not a space.
const given = location.search.length > 1 ? location.search : location.hash;
const parameters = new Map();
let undecodable = false;
for (const pair of given.slice(1).split("&")) {
  const at = pair.indexOf("=");
  if (at < 0) continue;
  try {
    parameters.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)));
  } catch {
    undecodable = true;
  }
}

const element = (id) => document.getElementById(id);
const texts = {
  connected: "Connected",
  expired: "Expired: the VncUrl was fetched at least 15 s ago.",
  unknown: "Unknown: the emulator did not issue this VncUrl.",
  "encoded-wrongly": "Encoded wrongly",
  foreign: "Not opened: the vncUrl is of another service.",
  failed: "Not connected: the emulator does not answer at the address in vncUrl.",
};
let state = "connecting";

function show(newState, detail = "") {
  state = newState;
  element("state").dataset.state = newState;
  element("state").textContent = texts[newState];
  element("detail").textContent = detail;
}

for (const id of ["instanceId", "isWindows", "vncUrl"]) {
  element(id).textContent = parameters.get(id) ?? "not received";
}
const password = parameters.get("password");
element("password").textContent =
  password === undefined ? "not received" : `received, ${password.length} characters`;
// The address bar and the history keep no URL that gives access to a terminal.
history.replaceState(null, "", location.pathname);

function countDown(seconds) {
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    element("seconds").textContent = String(left);
    if (left > 0) setTimeout(tick, 200);
  };
  tick();
}

// The host and port in the URLs of the emulator.
const { authority } = document.documentElement.dataset;

// The host of `url` if another service issued `url`, else null. The page can be reached by another
// name of this machine than the one in the URLs of the emulator.
function foreignHost(url) {
  const host = URL.canParse(url) ? new URL(url).host : location.host;
  return [location.host, authority].includes(host) ? null : host;
}

function connect(url) {
  const foreign = foreignHost(url);
  if (foreign !== null) {
    show("foreign", `The emulator issues URLs of ${authority}. This URL is of ${foreign}.`);
    return;
  }
  let socket;
  try {
    socket = new WebSocket(url);
  } catch {
    show("encoded-wrongly", "vncUrl is not a valid WebSocket URL.");
    return;
  }
  socket.onmessage = (message) => {
    const greeting = JSON.parse(message.data);
    show("connected");
    countDown(greeting.secondsLeft);
  };
  socket.onclose = ({ code, reason }) => {
    if (code === 4410) {
      element("seconds").textContent = "0";
      show("expired");
    } else if (code === 4404) {
      show("unknown");
    } else if (code === 4400) {
      show("encoded-wrongly", `The emulator says: ${reason}.`);
    } else if (state === "connected") {
      show("connected", "The connection has ended since.");
    } else {
      show("failed");
    }
  };
}

const vncUrl = parameters.get("vncUrl");
if (undecodable) {
  show("encoded-wrongly", "The query is not valid percent-encoding.");
} else if (vncUrl === undefined) {
  show("unknown", "The query contains no vncUrl.");
} else if (/^wss?:\/\//.test(vncUrl)) {
  connect(vncUrl);
} else {
  show("encoded-wrongly", "Decoded once, vncUrl must start with ws:// or wss://.");
}
