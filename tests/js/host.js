// A page that shows widgets of ipywidgets and anywidget as a notebook does, with a test instead of
// a kernel at the other end: the page asks the test's server for messages, and the test takes those
// of the page (`hostSend`).
import * as base from "@jupyter-widgets/base";
import "@jupyter-widgets/base/css/index.css";
import "@jupyter-widgets/html-manager/css/output.css";
import { HTMLManager } from "@jupyter-widgets/html-manager/lib/htmlmanager.js";
import "@lumino/widgets/style/index.css";

const comms = new Map();
const waiting = new Map();
const modules = new Map();
const arrivals = new Map();
let sent = 0;

// anywidget ships its front end as an AMD module; this is all of AMD that it uses.
window.define = (names, factory) => {
  const exports = {};
  const given = names.map((name) => (name === "@jupyter-widgets/base" ? base : exports));
  modules.set("anywidget", factory(...given) ?? exports);
};

const manager = new HTMLManager({
  loader: (name) => modules.get(name) ?? Promise.reject(new Error(`no module ${name}`)),
});

const toText = (buffer) => {
  const view = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  return btoa(Array.from(view, (byte) => String.fromCharCode(byte)).join(""));
};
const toBytes = (text) =>
  new DataView(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);

// The model of a widget, once its comm has been opened.
const arrival = (id) => {
  if (!arrivals.has(id)) arrivals.set(id, Promise.withResolvers());
  return arrivals.get(id);
};

class Comm {
  constructor(id, target) {
    this.comm_id = id;
    this.target_name = target;
    this.closed = false;
    comms.set(id, this);
  }
  send(data, callbacks, metadata, buffers) {
    const id = `page-${++sent}`;
    waiting.set(id, callbacks);
    const content = { id, comm_id: this.comm_id, data, buffers: (buffers ?? []).map(toText) };
    window.hostSend(JSON.stringify(content));
    return id;
  }
  on_msg(callback) {
    this.message = callback;
  }
  on_close(callback) {
    this.ended = callback;
  }
  open() {}
  close() {
    comms.delete(this.comm_id);
  }
}

const handlers = {
  async comm_open(message) {
    const comm = new Comm(message.content.comm_id, message.content.target_name);
    arrival(comm.comm_id).resolve(await manager.handle_comm_open(comm, message));
  },
  async comm_msg(message) {
    await comms.get(message.content.comm_id)?.message?.(message);
  },
  async comm_close(message) {
    const comm = comms.get(message.content.comm_id);
    comm?.close();
    comm?.ended?.(message);
  },
  // The kernel has done with a message of the page: ipywidgets holds back the next one until then.
  async status(message) {
    const callbacks = waiting.get(message.parent_header.msg_id);
    waiting.delete(message.parent_header.msg_id);
    callbacks?.iopub?.status?.(message);
  },
};

const listen = async () => {
  for (;;) {
    const messages = await (await fetch("messages")).json();
    if (messages === null) return;
    for (const message of messages) {
      message.buffers = (message.buffers ?? []).map(toBytes);
      await handlers[message.msg_type](message).catch((error) => console.error(error));
    }
  }
};

window.host = {
  ended: null,
  start() {
    this.ended = listen();
  },
  idle: () => waiting.size === 0,
  async show(id, root) {
    const model = await arrival(id).promise;
    await manager.display_view(manager.create_view(model), root);
  },
};
