// The customer's mail program.
import { $, act, base64, day, facts, h, refill, words } from "./dom.js";

let person = null;
let scene = { mails: [], sent: [] };
let folder = "mails";
let mails = [];
let open = -1;
let answering = null;
let sending = false;
const folders = document.querySelectorAll("[data-folder]");

export function showMail(who, now) {
  const other = person?.key !== who.key;
  const fresh = now[folder].length > mails.length;
  if (other) away();
  if (other) folder = "mails";
  person = who;
  scene = now;
  mails = scene[folder];
  if (other || fresh) open = mails.length - 1;
  $("address").textContent = who.address || words.no_address;
  $("compose").disabled = !who.address;
  list();
  read(other);
}

function look(into) {
  folder = into;
  mails = scene[folder];
  open = mails.length - 1;
  away();
  list();
  read(true);
}

function list() {
  for (const button of folders) {
    button.setAttribute("aria-pressed", button.dataset.folder === folder);
    button.dataset.count = scene[button.dataset.folder].length || "";
    button.disabled = !person.address;
  }
  $("inbox").setAttribute("aria-label", folder === "sent" ? words.sent : words.inbox);
  const rows = mails.map((mail) =>
    h("li", {}, h("button", { class: "row", key: `${folder}-${mail.number}`, "aria-current": mail.number === open ? "true" : null,
      onclick: () => { open = mail.number; away(); list(); read(); } },
      h("b", {}, whom(mail)), h("time", {}, day(mail.at)),
      h("span", {}, mail.subject, mail.attachments.length ? " 📎" : ""))));
  refill($("inbox"), rows.length ? rows.reverse() : [h("li", { class: "empty" }, folder === "sent" ? words.no_sent : words.no_mail)]);
}

const whom = (mail) => (folder === "sent" ? `${words.to}: ${mail.to}` : mail.sender);

function read(anew = false) {
  const mail = mails[open];
  const key = mail ? `${folder === "sent" ? "sent" : "inbox"}/${encodeURIComponent(person.key)}/${mail.number}` : "";
  if (!anew && $("reader").dataset.mail === key) return;
  $("reader").dataset.mail = key;
  if (!mail) return $("reader").replaceChildren();
  const address = `/page/mail/${key}`;
  const frame = h("iframe", { title: mail.subject, sandbox: "allow-same-origin", src: address, onload: () => prepare(frame) });
  $("reader").replaceChildren(
    h("h3", {}, mail.subject),
    h("div", { class: "tools" }, h("small", {}, `${whom(mail)} · ${day(mail.at)}`),
      folder === "mails" && h("button", { id: "answer", onclick: () => reply(mail) }, "↩ ", words.reply)),
    mail.html ? frame : h("pre", {}, mail.text),
    h("p", { class: "files" }, mail.attachments.map((name, at) => h("a", { href: `${address}/${at}`, download: name }, "📎 ", name))));
}

// The mail cannot run scripts; its links are followed here, as a mail program does.
function prepare(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  frame.height = Math.max(inside.body.scrollHeight, inside.documentElement.scrollHeight) + 4;
  for (const link of inside.querySelectorAll("a[href]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (link.protocol === "mailto:") ready(link.href);
      const start = link.hostname === "t.me" && link.pathname === `/${facts.bot}` && new URLSearchParams(link.search).get("start");
      if (start) document.dispatchEvent(new CustomEvent("start", { detail: start }));
    });
  }
}

function ready(link) {
  const [to, query = ""] = link.slice("mailto:".length).split("?");
  const asked = new URLSearchParams(query.replaceAll("+", "%2B"));
  write(words.ready_mail, decodeURIComponent(to), asked.get("subject") ?? "", asked.get("body") ?? "");
  $("letter").querySelector("button.main").focus();
}

function reply(mail) {
  write(`${words.replying}: ${mail.subject}`);
  answering = mail;
  $("letter-to-row").hidden = $("letter-subject-row").hidden = true;
}

function write(title, to = "", subject = "", text = "") {
  const form = $("letter");
  answering = null;
  form.reset();
  const choices = to && !facts.mailboxes.includes(to) ? [to, ...facts.mailboxes] : facts.mailboxes;
  form.to.replaceChildren(...choices.map((address) => h("option", {}, address)));
  form.to.value = to || facts.mailboxes[person.language === "zh" ? 0 : 1];
  form.subject.value = subject;
  form.text.value = text;
  $("letter-title").textContent = title;
  $("letter-to-row").hidden = $("letter-subject-row").hidden = false;
  form.hidden = false;
  $("folders").hidden = $("inbox").hidden = $("reader").hidden = true;
  (subject || title !== words.compose ? form.text : form.subject).focus();
}

function away() {
  $("letter").hidden = true;
  $("folders").hidden = $("inbox").hidden = $("reader").hidden = false;
}

// A form is sent once, however often its button or Enter is pressed: a field keeps the focus for a moment after it is hidden.
async function send(event) {
  event.preventDefault();
  if (sending || $("letter").hidden) return;
  sending = true;
  try {
    if (await post($("letter"))) away();
  } finally {
    sending = false;
  }
}

async function post(form) {
  const attachments = [];
  for (const file of form.files.files) attachments.push([file.name, file.type || "application/octet-stream", await base64(file)]);
  if (answering && !attachments.length) {
    return act("/mail/reply", { address: person.address, mail: answering.number, text: form.text.value });
  }
  const head = answering
    ? { to: answering.sender, subject: `Re: ${answering.subject}`, in_reply_to: answering.message_id }
    : { to: form.to.value, subject: form.subject.value };
  return act("/mail/write", { sender_name: person.name.replace(" ✉", ""), sender_address: person.address, text: form.text.value, attachments, ...head });
}

for (const button of folders) button.addEventListener("click", () => look(button.dataset.folder));
$("compose").addEventListener("click", () => write(words.compose));
$("letter").addEventListener("submit", send);
$("letter-away").addEventListener("click", away);
$("letter").addEventListener("keydown", (event) => event.key === "Escape" && away());
