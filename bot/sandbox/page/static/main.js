// Hears what happens on the stage and hands it to the programs.
import { $, act, apart, facts, h, keep, kept, tabs, tell, words } from "./dom.js";
import { showMail } from "./mail.js";
import { showChat, start } from "./chat.js";
import { showSlack } from "./slack.js";
import { showBehind, showDesk, showStory } from "./behind.js";

const scenes = {};
let who = kept("who", facts.language);
let ahead = 0;
const showTab = tabs(["mail", "chat"], "program", kept("program", "mail"));

function cast() {
  const people = scenes.cast?.customers ?? [];
  if ($("who").options.length !== people.length) {
    const names = apart(people.map((one) => one.name));
    $("who").replaceChildren(...people.map((one, at) => h("option", { value: one.key }, names[at])));
  }
  if (people.length && !people.some((one) => one.key === who)) who = people[0].key;
  $("who").value = who;
  if (people.length) keep("who", who);
}

function customer() {
  const person = scenes.cast?.customers.find((one) => one.key === who);
  const scene = scenes[`customer:${who}`];
  if (!person || !scene) return;
  showMail(person, scene);
  showChat(person, scene);
}

function choose(key) {
  who = key;
  keep("who", key);
  cast();
  const person = scenes.cast.customers.find((one) => one.key === key);
  if (person && !person.address) showTab("chat");
  else if (person && !person.telegram) showTab("mail");
  customer();
}

// While the story plays, the page looks at whom it is about.
function follow(scene) {
  const line = scene.lines.findLast((one) => one.who);
  const person = line && scenes.cast?.customers.findLast((one) => one.key.startsWith("story-") && one.name.startsWith(line.who));
  if (scene.playing && person && person.key !== who) choose(person.key);
}

function heard({ section, scene }) {
  scenes[section] = scene;
  if (section === "clock") ahead = scene.ahead * 1000;
  else if (section === "cast") { cast(); customer(); }
  else if (section === `customer:${who}`) customer();
  else if (section === "slack") showSlack(scene);
  else if (section === "behind") showBehind(scene);
  else if (section === "desk") showDesk(scene);
  else if (section === "story") follow(showStory(scene));
}

const stream = new EventSource("/page/live");
stream.onmessage = (event) => {
  heard(JSON.parse(event.data));
  document.body.dataset.live = "yes";
};
stream.onerror = () => {
  document.body.dataset.live = "no";
  tell(words.lost);
};

const stage = () => new Date(Date.now() + ahead);
setInterval(() => {
  const locale = facts.language === "zh" ? "zh-CN" : "en-GB";
  $("now").textContent = stage().toLocaleString(locale, { weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}, 250);

const clock = document.querySelectorAll("[data-ahead]");
for (const button of clock) {
  button.addEventListener("click", async () => {
    let seconds = Number(button.dataset.ahead);
    if (button.dataset.ahead === "tomorrow") {
      const then = stage();
      then.setDate(then.getDate() + 1);
      then.setHours(9, 0, 0, 0);
      seconds = (then - stage()) / 1000;
    }
    for (const other of clock) other.disabled = true;
    const moved = await act("/clock", { seconds });
    if (moved) ahead = new Date(moved.now) - Date.now(); // the next jump may follow before the stream has told
    for (const other of clock) other.disabled = false;
    button.focus();
  });
}
document.addEventListener("start", async (event) => {
  const person = scenes.cast.customers.find((one) => one.key === who);
  if (!person.telegram) return tell(words.no_telegram);
  if (await start(event.detail)) showTab("chat");
});
$("who").addEventListener("change", () => choose($("who").value));
addEventListener("pagehide", () => stream.close());
