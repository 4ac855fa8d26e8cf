// The support team's Slack.
import { $, act, apart, base64, facts, h, hour, keep, kept, refill, tell, words } from "./dom.js";
import { blocks, field } from "./blocks.js";

let scene = null;
let me = kept("me", "U0ANNA");
let room = kept("room", facts.engineers);
let thread = kept("thread", "");
const read = new Map();

export function showSlack(given) {
  scene = given;
  if (!scene.people[me]) me = Object.keys(scene.people)[0];
  if (!customer() || room !== facts.engineers) { /* a customer is no member of #engineers */ } else room = facts.customers;
  people();
  rooms();
  posts();
  modal();
}

const customer = () => !["U0ANNA", "U0BO"].includes(me);
const direct = () => scene.people[me].direct;
const messagesOf = (id) => (id === facts.engineers || id === facts.customers ? scene.channels[id].messages : id === direct() ? scene.people[me].messages : []);

function people() {
  const select = $("me");
  const users = Object.keys(scene.people);
  if (select.options.length !== users.length) {
    const names = apart(users.map((user) => scene.names[user]));
    select.replaceChildren(...users.map((user, at) => h("option", { value: user }, names[at])));
  }
  select.value = me;
}

function rooms() {
  const names = [...(customer() ? [] : [[facts.engineers, "# engineers"]]), [facts.customers, "# customers"], [direct(), words.direct]];
  if (!names.some(([id]) => id === room)) [room, thread] = [names[0][0], ""];
  refill($("rooms"), names.map(([id, name]) => {
    const count = messagesOf(id).length;
    if (id === room) read.set(id + me, count);
    const unread = count > (read.get(id + me) ?? 0);
    return h("li", {}, h("button", { key: `room-${id}`, class: unread ? "unread" : "", "aria-current": id === room ? "true" : null, onclick: () => go(id) }, name));
  }));
}

function go(id, ts = "") {
  [room, thread] = [id, ts];
  keep("room", room);
  keep("thread", thread);
  $("posts").replaceChildren();
  showSlack(scene);
  $("posts").scrollTop = $("posts").scrollHeight;
  if (!ts) $("room-title").scrollIntoView({ block: "nearest" });
}

function posts() {
  const name = scene.channels[room]?.name;
  const all = messagesOf(room);
  if (thread && !all.some((message) => message.ts === thread)) thread = "";
  const whispered = scene.people[me].ephemerals.filter((message) => message.channel === room && (!thread || message.thread_ts === thread));
  const shown = all.filter((message) => (thread ? message.ts === thread || message.thread_ts === thread
    : !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast"));
  const rows = [...shown, ...whispered].sort((a, b) => Number(a.ts) - Number(b.ts)).map((message) => post(message, all));
  $("back").hidden = !thread;
  $("back").setAttribute("aria-label", name ? `#${name}` : words.direct);
  $("room-title").textContent = thread ? words.thread : name ? `# ${name}` : words.direct;
  const watching = room === facts.customers && !customer();
  const field = $("post").text;
  $("post").hidden = watching;
  $("watching").hidden = !watching;
  field.placeholder = thread && room === facts.engineers ? words.reply_thread : `${words.write_to} ${name ? `#${name}` : "Ringback"}`;
  field.setAttribute("aria-label", field.placeholder);
  refill($("posts"), rows.length ? rows : [h("p", { class: "empty" }, words.no_posts)], true);
}

function post(message, all) {
  const who = message.user ?? "";
  const name = message.username || scene.names[who] || "Ringback";
  const replies = all.filter((other) => other.thread_ts === message.ts && other.ts !== message.ts);
  const context = { names: scene.names, key: message.ts, press: (part, value, control) => press(message, part, value, control) };
  const bot = Boolean(message.bot_id);
  return h("article", { class: message.is_ephemeral ? "message whisper" : "message" },
    h("div", { class: bot ? "face bot" : "face", "aria-hidden": "true" }, bot ? "R" : name.slice(0, 1)),
    h("div", { class: "body" },
      message.is_ephemeral && h("small", { class: "only" }, "👁 ", words.only_you),
      h("b", {}, name), " ", bot && h("small", { class: "app" }, "APP"), " ", h("time", {}, hour(Number(message.ts) * 1000)),
      h("div", { class: isCard(message) ? "card" : "text" }, blocks(message, context)),
      !thread && !message.is_ephemeral && (replies.length || room !== direct()) &&
        h("button", { class: "plain replies", key: `thread-${message.ts}`, onclick: () => go(room, message.ts) },
          replies.length ? `💬 ${replies.length === 1 ? words.one_reply : `${replies.length} ${words.replies}`}` : `↳ ${words.thread}`)));
}

const isCard = (message) => (message.blocks ?? []).some((block) => block.type === "header");

async function press(message, part, value, control) {
  control.disabled = true;
  const body = { user: me, channel: room, ts: message.ts, action_id: part.action_id, late: true };
  const done = await act("/slack/click", value ? { ...body, value } : body);
  control.disabled = false;
  if (done && !done.result.acknowledged) tell(words.failed);
}

function modal() {
  const view = scene.people[me].views.at(-1);
  const box = $("modal");
  const key = view ? `${me}/${view.id}/${view.hash}` : "";
  if (box.dataset.view === key) return;
  box.dataset.view = key;
  box.hidden = !view;
  if (!view) return box.replaceChildren();
  const context = { names: scene.names, key: view.id, press: (part, value, control) => pressIn(view, part, value, control) };
  const parts = view.blocks.map((block) => (block.type === "input" ? field(block, view.state?.values) : blocks({ blocks: [block] }, context)));
  const form = h("form", { class: "view", role: "dialog", "aria-modal": "false", "aria-labelledby": "view-title", onsubmit: (event) => submit(event, view) },
    h("header", {}, h("h3", { id: "view-title" }, view.title?.text ?? ""), h("button", { type: "button", class: "plain", "aria-label": words.close, onclick: () => close(view) }, "✕")),
    h("div", { class: "fields" }, parts),
    h("p", { class: "error trouble", role: "alert" }),
    h("footer", {}, h("button", { type: "button", onclick: () => close(view) }, view.close?.text ?? words.close), view.submit && h("button", { class: "main" }, view.submit.text)));
  box.replaceChildren(form);
  form.querySelector("textarea, input, select, footer button")?.focus();
}

const close = (view) => act("/slack/close_view", { user: me, view_id: view.id });

// Files picked before stay with Slack when no others are picked.
async function entered(view) {
  const form = $("modal").querySelector("form");
  const values = {};
  for (const block of view.blocks.filter((one) => one.type === "input")) {
    const chosen = new FormData(form).getAll(block.block_id);
    if (block.element.type === "file_input") {
      const files = chosen.filter((file) => file.size);
      if (files.length) values[block.block_id] = await Promise.all(files.map(async (file) => [file.name, file.type || "application/octet-stream", await base64(file)]));
      continue;
    }
    values[block.block_id] = block.element.type === "checkboxes" ? chosen : chosen[0] ?? "";
  }
  return values;
}

async function pressIn(view, part, value, control) {
  control.disabled = true;
  const body = { user: me, view_id: view.id, action_id: part.action_id, values: await entered(view) };
  const done = await act("/slack/click_in_view", value ? { ...body, value } : body);
  control.disabled = false;
  if (done && !done.result.acknowledged) tell(words.failed);
}

async function submit(event, view) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = event.submitter;
  if (button) button.disabled = true;
  for (const error of form.querySelectorAll(".error")) error.textContent = "";
  const done = await act("/slack/submit", { user: me, view_id: view.id, values: await entered(view) });
  if (button) button.disabled = false;
  if (!done) return;
  for (const [name, error] of Object.entries(done.result.errors)) {
    const place = document.getElementById(`field-${name}-error`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest("fieldset")?.querySelector(".error");
    if (place) place.textContent = error;
  }
  const wrong = Object.keys(done.result.errors)[0];
  if (wrong) form.querySelector(`[name="${CSS.escape(wrong)}"]`)?.focus();
  if (done.result.trouble) form.querySelector(".trouble").textContent = words.failed;
}

// Slack takes a line that begins with "/" for a command, and knows none in threads: https://docs.slack.dev/interactivity/implementing-slash-commands
async function command(field) {
  const [, name, text] = field.value.trim().match(/^(\S+)\s*([^]*)$/);
  if (thread) return tell(`${name} ${words.not_in_threads}`);
  if (name !== facts.command) return tell(`${name} ${words.no_command}`);
  const done = await act("/slack/command", { user: me, channel: room, command: name, text });
  if (done && !done.result.acknowledged) tell(words.failed);
  else if (done) field.value = "";
}

$("me").addEventListener("change", () => {
  me = $("me").value;
  keep("me", me);
  go(customer() ? facts.customers : facts.engineers);
});
$("back").addEventListener("click", () => go(room));
$("modal").addEventListener("keydown", (event) => {
  const view = scene.people[me].views.at(-1);
  if (event.key === "Escape" && view) close(view);
});
$("post").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = $("post").text;
  if (!field.value.trim()) return;
  if (field.value.startsWith("/")) return command(field);
  const body = { user: me, channel: room, text: field.value };
  if (await act("/slack/write", thread ? { ...body, thread_ts: thread } : body)) field.value = "";
});
