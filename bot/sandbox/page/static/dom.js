// Elements without markup in strings: customer text is only ever text.
export const words = JSON.parse(document.getElementById("words").textContent);
export const facts = JSON.parse(document.getElementById("facts").textContent);
export const $ = (id) => document.getElementById(id);

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "key") node.dataset.key = value;
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

// Puts new children in; keeps the focus on the same thing, and a list that was read at its end at its end.
export function refill(box, children, toEnd = false) {
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const top = box.scrollTop;
  box.replaceChildren(...children.flat(9).filter(Boolean));
  box.scrollTop = toEnd && atEnd ? box.scrollHeight : top;
  if (toEnd && atEnd) {
    for (const image of box.querySelectorAll("img")) image.addEventListener("load", () => (box.scrollTop = box.scrollHeight), { once: true });
  }
  if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

// People of the same name, so that one can tell them apart: the story brings new ones each time.
export const apart = (names) =>
  names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before ? `${name} · ${words.story}${before > 1 ? ` ${before}` : ""}` : name;
  });

export async function act(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok) tell(told.error ?? String(answer.status));
    return answer.ok ? told : null;
  } catch {
    tell(words.lost);
    return null;
  }
}

let quiet;
export function tell(text) {
  $("teller").textContent = text;
  $("teller").hidden = false;
  clearTimeout(quiet);
  quiet = setTimeout(() => ($("teller").hidden = true), 5000);
}

export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { base64: btoa(text) };
}

// What was chosen survives a reload.
export const kept = (name, otherwise) => sessionStorage.getItem(`ringback.${name}`) ?? otherwise;
export const keep = (name, value) => sessionStorage.setItem(`ringback.${name}`, value);

const locale = facts.language === "zh" ? "zh-CN" : "en-GB";
export const hour = (at) => new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
export const second = (at) => new Date(at).toLocaleTimeString(locale);
export const day = (at) =>
  new Date(at).toLocaleString(locale, { weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

export function tabs(names, name, chosen, changed) {
  const show = (tab) => {
    for (const other of names) {
      $(other).hidden = other !== tab;
      $(`tab-${other}`).setAttribute("aria-selected", other === tab);
      $(`tab-${other}`).tabIndex = other === tab ? 0 : -1;
    }
    keep(name, tab);
    changed?.(tab);
  };
  names.forEach((tab, place) => {
    $(`tab-${tab}`).addEventListener("click", () => show(tab));
    $(`tab-${tab}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = names[(place + step + names.length) % names.length];
      show(next);
      $(`tab-${next}`).focus();
    });
  });
  show(names.includes(chosen) ? chosen : names[0]);
  return show;
}
