// The customer's Telegram.
import { $, act, base64, h, hour, refill, tell, words } from "./dom.js";

let person = null;
const PHONES = { zh: "+8613800138000", en: "+442079460018" };
const STYLES = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };

export function showChat(who, scene) {
  person = who;
  const off = !who.telegram || scene.blocked;
  for (const control of $("say").elements) control.disabled = off;
  const rows = scene.chat.map(bubble);
  if (!rows.length) rows.push(h("p", { class: "empty" }, who.telegram ? words.no_chat : words.no_telegram));
  if (scene.blocked) rows.push(h("p", { class: "empty" }, words.blocked));
  refill($("bubbles"), rows, true);
  refill($("keys"), (scene.keyboard?.keyboard ?? []).map((row) => h("div", {}, row.map((key) =>
    h("button", { key: `key-${key.text ?? key}`, onclick: () => (key.request_contact ? contact() : say(key.text ?? key)) }, key.text ?? key)))));
}

function bubble(message) {
  const own = !message.from.is_bot;
  const rows = (message.reply_markup?.inline_keyboard ?? []).map((row) => h("div", { class: "keyrow" }, row.map((button) =>
    h("button", { key: `${message.message_id}/${button.callback_data ?? button.url}`, onclick: () => press(message, button) }, button.text))));
  return h("div", { class: own ? "bubble own" : "bubble" },
    h("div", { class: "said" }, media(message), styled(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities ?? []),
      h("time", {}, message.edit_date ? "✎ " : "", hour(message.date * 1000))),
    rows);
}

function media(message) {
  if (message.photo) return h("img", { src: `/page/telegram/${message.photo.at(-1).file_id}`, alt: words.photo });
  if (message.document) return h("a", { href: `/page/telegram/${message.document.file_id}`, download: message.document.file_name }, "📄 ", message.document.file_name);
  if (message.contact) return h("span", { class: "contact" }, "👤 ", message.contact.first_name, " ", message.contact.phone_number);
  return null;
}

// Offsets count UTF-16 units, as strings here do: https://core.telegram.org/bots/api#messageentity
function styled(text, entities, from = 0, to = text.length) {
  const parts = [];
  let at = from;
  const inside = entities.filter((one) => one.offset >= from && one.offset + one.length <= to);
  inside.sort((a, b) => a.offset - b.offset || b.length - a.length);
  for (const one of inside) {
    if (one.offset < at) continue;
    parts.push(text.slice(at, one.offset));
    at = one.offset + one.length;
    const rest = inside.filter((other) => other !== one);
    parts.push(h(STYLES[one.type] ?? "span", {}, styled(text, rest, one.offset, at)));
  }
  parts.push(text.slice(at, to));
  return parts;
}

async function press(message, button) {
  if (!button.callback_data) return;
  const pressed = await act("/telegram/press", { user_id: person.telegram, message_id: message.message_id, data_or_label: button.callback_data });
  if (!pressed) return;
  const answer = await act("/telegram/answer_of", { query_id: pressed.result.query_id, timeout: 5 });
  if (answer?.result) tell(answer.result);
}

// A link https://t.me/<bot>?start=… opens the chat, and its START button sends the command: https://core.telegram.org/bots/features#deep-linking
export const start = (payload) => say(`/start ${payload}`);
const say = (text) => act("/telegram/write", { user_id: person.telegram, text });
const contact = () => act("/telegram/send_contact", { user_id: person.telegram, phone: PHONES[person.language] });

$("say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = $("say").text;
  if (field.value.trim() && (await say(field.value))) field.value = "";
});
$("contact").addEventListener("click", contact);
$("photo").addEventListener("change", async () => {
  const [file] = $("photo").files;
  if (file) await act("/telegram/send_photo", { user_id: person.telegram, content: await base64(file), caption: $("say").text.value });
  $("photo").value = $("say").text.value = "";
});
