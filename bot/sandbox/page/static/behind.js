// What the desk did, its tickets, the story, and the switches that break things.
import { $, act, day, h, keep, kept, refill, second, tabs, words } from "./dom.js";

let tickets = [];
let chosen = kept("ticket", "");
const ICONS = { received: "⬇", committed: "✓", sent: "⬆", retried: "↻", waiting: "…", sending: "…", undeliverable: "✗", unclear: "?", merged: "⤳", refused: "✋", started: "●", died: "☠", switch: "⚡" };
const show = tabs(["line", "tickets", "script"], "behind", kept("behind", "line"));

export function showBehind(scene) {
  tickets = scene.tickets;
  const lines = [...scene.lines, ...scene.events].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  refill($("line"), lines.length ? lines.slice(0, 200).map(line) : [h("li", { class: "empty" }, words.no_line)]);
  drawTickets();
}

function line(entry) {
  return h("li", { class: `happened ${entry.what}` },
    h("time", {}, second(entry.at)), h("span", { class: "what" }, ICONS[entry.what] ?? "·", " ", words.what[entry.what] ?? entry.what),
    h("span", { class: "how" }, facts(entry), entry.reference && [" ", h("button", { class: "plain", key: `${entry.what}-${entry.id}`, onclick: () => open(entry.reference) }, entry.reference)]));
}

function facts(entry) {
  switch (entry.what) {
    case "received": return [h("b", {}, entry.channel), " ", entry.excerpt || entry.kind, entry.state === "handled" ? "" : h("em", {}, ` ${entry.state} ${entry.cause}`)];
    case "committed": return [said(entry.kind), " · ", actor(entry, entry)];
    case "started": return [`${words.process} ${entry.pid}`, entry.again ? ` (${words.again})` : ""];
    case "died": return [`${words.process} ${entry.pid}: ${entry.cause}`];
    case "switch": return [words[entry.name] ?? entry.name, ": ", entry.value ? words.switch_on : words.switch_off];
    case "refused": return [h("b", {}, entry.channel), ` ${entry.method}: ${entry.cause}`];
    default: return [h("b", {}, entry.channel), " ", words.purposes[entry.purpose] ?? words.purposes[entry.kind] ?? entry.kind,
      entry.attempts > 1 || entry.what === "retried" ? ` · ${words.attempt} ${entry.attempts}` : "",
      entry.what === "retried" ? ` · ${words.next_at} ${second(entry.next_at)}` : "",
      entry.cause && entry.what !== "sent" ? h("em", {}, ` ${entry.cause}`) : ""];
  }
}

const said = (kind) => words.history_words[kind] ?? kind.replaceAll("_", " ");

function actor(entry, ticket) {
  const [kind] = entry.actor.split(":");
  if (kind === "customer" && ticket?.name) return ticket.name;
  if (kind === "engineer" && ticket?.assignee) return ticket.assignee;
  return words.actors[kind] ?? entry.actor;
}

function open(reference) {
  chosen = reference;
  keep("ticket", chosen);
  show("tickets");
  drawTickets();
}

function drawTickets() {
  const rows = tickets.map((ticket) => h("li", {}, h("button", { class: "ticket", key: ticket.reference, "aria-expanded": ticket.reference === chosen ? "true" : "false",
    onclick: () => { chosen = chosen === ticket.reference ? "" : ticket.reference; keep("ticket", chosen); drawTickets(); } },
    h("b", {}, ticket.reference), h("span", { class: `status ${ticket.status}` }, words.status[ticket.status] ?? ticket.status),
    h("span", { class: "priority" }, ticket.priority_agreed || ticket.priority_stated || "–"),
    h("span", { class: "subject" }, `${ticket.name} · ${ticket.subject}`)),
    ticket.reference === chosen && detail(ticket)));
  refill($("tickets"), rows.length ? [h("ol", {}, rows)] : [h("p", { class: "empty" }, words.no_tickets)]);
}

function detail(ticket) {
  const clocks = Object.entries(ticket.clocks).map(([name, at]) => [h("dt", {}, words.steps[name] ?? name), h("dd", {}, day(at))]);
  const timers = ticket.timers.map((timer) => [h("dt", { class: "due" }, `⏰ ${said(timer.kind)}`), h("dd", {}, `${words.due} ${day(timer.due)}`)]);
  return h("div", { class: "detail" }, h("h4", {}, words.clocks), h("dl", {}, clocks, timers),
    h("h4", {}, words.history), h("ol", { class: "history" }, ticket.history.map((entry) =>
      h("li", {}, h("time", {}, second(entry.at)), " ", said(entry.kind), h("small", {}, ` ${actor(entry, ticket)} · ${entry.through}`)))));
}

const captions = Object.entries(words.captions).map(([said, shown]) => [
  new RegExp(`^${said.split("*").map((part) => part.replace(/[.[\]()]/g, "\\$&")).join("(.+)")}$`), shown.replace("*", "$1")]);

// What the story says of itself, in the page's language.
function caption(text) {
  const known = captions.find(([said]) => said.test(text));
  return words.chapters[text] ?? (known ? text.replace(...known) : text);
}

export function showStory(scene) {
  const rows = scene.lines.map((entry) => (entry.title ? h("li", { class: "chapter" }, caption(entry.title))
    : h("li", { class: entry.next ? "next" : "" }, h("b", {}, entry.who), " ", h("small", {}, caption(entry.through), entry.took != null ? ` ${entry.took.toFixed(2)} s` : ""), h("p", {}, caption(entry.what)))));
  refill($("script"), rows.length ? rows : [h("li", { class: "empty" }, words.story_empty)], true);
  const playing = scene.playing && ["auto", "fast"].includes(scene.mode);
  $("story-auto").hidden = playing;
  $("story-fast").hidden = !playing || scene.mode === "fast";
  $("story-pause").hidden = !playing;
  return scene;
}

export function showDesk(scene) {
  const state = scene.pid ? (scene.connected ? "up" : "starting") : "down";
  $("desk").className = `pill ${state}`;
  $("desk").textContent = `${words[`desk_${state}`]} · ${words.start_number} ${scene.starts ?? 0}`;
  $("kill").disabled = !scene.pid;
  for (const box of document.querySelectorAll("[data-switch]")) box.checked = scene.switches[box.dataset.switch];
  $("forged").hidden = !scene.switches.impostor;
  $("parts").replaceChildren(...Object.entries(scene.parts ?? {}).map(([name, cause]) =>
    h("li", { class: cause ? "ill" : "well", title: cause }, name.replace("email:", "✉ "), h("span", { class: "hidden" }, `: ${cause || words.well}`))));
}

for (const box of document.querySelectorAll("[data-switch]")) {
  box.addEventListener("change", () => act("/page/switch", { name: box.dataset.switch, value: box.checked }));
}
$("throttle").addEventListener("click", () => act("/page/switch", { name: "slack_throttles", value: true }));
$("kill").addEventListener("click", () => act("/page/kill", {}));
for (const command of ["auto", "fast", "step", "pause"]) {
  $(`story-${command}`).addEventListener("click", () => {
    show("script");
    act("/page/story", { command });
  });
}
