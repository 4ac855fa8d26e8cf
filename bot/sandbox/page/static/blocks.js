// Block Kit as Slack shows it: https://docs.slack.dev/reference/block-kit
import { day, h, words } from "./dom.js";

export function blocks(message, context) {
  const made = (message.blocks ?? []).map((block) => one(block, context)).filter(Boolean);
  if (!made.length && message.text) made.push(h("p", {}, mrkdwn(message.text, context)));
  const files = (message.files ?? []).map((file) => file.mimetype?.startsWith("image/")
    ? h("img", { src: `/page/slack/${file.id}`, alt: file.name, class: "shared" })
    : h("a", { class: "shared", href: `/page/slack/${file.id}`, download: file.name }, "📄 ", file.name));
  return [...made, ...files];
}

function one(block, context) {
  switch (block.type) {
    case "header": return h("h4", {}, block.text.text);
    case "divider": return h("hr");
    case "section": return h("div", { class: "section" },
      block.text && h("p", {}, text(block.text, context)),
      (block.fields ?? []).map((field) => h("p", { class: "field" }, text(field, context))),
      block.accessory && element(block.accessory, context));
    case "context": return h("div", { class: "context" }, block.elements.map((part) => part.type === "image"
      ? h("span", {}, part.alt_text) : h("span", {}, text(part, context))));
    case "actions": return h("div", { class: "actions" }, block.elements.map((part) => element(part, context)));
    case "rich_text": return h("div", { class: "rich" }, block.elements.map((part) => rich(part, context)));
    default: return null;
  }
}

const text = (object, context) => (object.type === "mrkdwn" ? mrkdwn(object.text, context) : [object.text]);

function rich(part, context) {
  const inside = () => part.elements.map((run) => (run.elements ? rich(run, context) : span(run, context)));
  switch (part.type) {
    case "rich_text_quote": return h("blockquote", {}, inside());
    case "rich_text_preformatted": return h("pre", {}, inside());
    case "rich_text_list": return h(part.style === "ordered" ? "ol" : "ul", { start: part.offset ? part.offset + 1 : null, class: `deep${part.indent ?? 0}` },
      part.elements.map((item) => h("li", {}, rich(item, context))));
    default: return h("p", {}, inside());
  }
}

function span(run, context) {
  const shown = { user: () => `@${context.names[run.user_id] ?? run.user_id}`, emoji: () => (run.unicode ? String.fromCodePoint(parseInt(run.unicode, 16)) : `:${run.name}:`),
    link: () => run.text || run.url, channel: () => `#${run.channel_id}` }[run.type];
  let node = shown ? shown() : run.text ?? "";
  const style = run.style ?? {};
  if (run.type === "link") node = h("span", { class: "link", title: run.url }, node);
  if (run.type === "user") node = h("span", { class: "link" }, node);
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"]]) if (style[name]) node = h(tag, {}, node);
  return node;
}

// Slack's own markup; what stands escaped in it stays text.
function mrkdwn(source, context) {
  return source.split(/(<[^<>]+>|\*[^*\n]+\*)/).map((part) => {
    if (part.length > 2 && part.startsWith("<") && part.endsWith(">")) return mark(part.slice(1, -1), context);
    if (part.length > 2 && part.startsWith("*") && part.endsWith("*")) return h("b", {}, plain(part.slice(1, -1)));
    return plain(part);
  });
}

function mark(inner, context) {
  const [target, label] = inner.split("|");
  if (target.startsWith("!date^")) return h("time", { title: label ?? "" }, day(Number(target.split("^")[1]) * 1000));
  if (target.startsWith("@")) return h("span", { class: "link" }, `@${context.names[target.slice(1)] ?? target.slice(1)}`);
  return h("span", { class: "link" }, plain(label ?? target));
}

const plain = (source) => source.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function element(part, context) {
  if (part.type === "button") {
    return h("button", { type: "button", class: `kit ${part.style ?? ""}`, key: `${context.key}/${part.action_id}/${part.value ?? ""}`,
      onclick: (event) => context.press(part, part.value, event.currentTarget) }, part.text.text);
  }
  if (part.type === "static_select" || part.type === "overflow") {
    return h("select", { class: "kit", "aria-label": part.placeholder?.text ?? "…", onchange: (event) => context.press(part, event.target.value, event.target) },
      h("option", { value: "" }, part.placeholder?.text ?? "…"), options(part));
  }
  return null;
}

const options = (part) => part.options.map((option) => h("option", { value: option.value }, option.text.text));

// A field of a modal, filled with what the person entered so far.
export function field(block, state) {
  const part = block.element;
  const id = `field-${block.block_id}`;
  const entered = state?.[block.block_id]?.[part.action_id] ?? {};
  const label = [block.label.text, block.optional ? h("small", {}, ` (${words.optional})`) : ""];
  const error = h("p", { class: "error", id: `${id}-error`, role: "alert" });
  const common = { name: block.block_id, id, "aria-describedby": `${id}-error` };
  const hint = block.hint && h("small", {}, block.hint.text);
  if (part.type === "radio_buttons" || part.type === "checkboxes") {
    const kind = part.type === "checkboxes" ? "checkbox" : "radio";
    const chosen = [entered.selected_option, ...(entered.selected_options ?? [])].filter(Boolean).map((option) => option.value);
    return h("fieldset", {}, h("legend", {}, label), part.options.map((option) =>
      h("label", {}, h("input", { type: kind, name: block.block_id, value: option.value, checked: chosen.includes(option.value) }), " ", option.text.text)), hint, error);
  }
  let input;
  if (part.type === "static_select") {
    input = h("select", common, h("option", { value: "" }, part.placeholder?.text ?? ""), options(part));
    input.value = entered.selected_option?.value ?? "";
  } else if (part.type === "file_input") {
    const picked = (entered.files ?? []).map((file) => file.name).join(" · ");
    input = h("input", { ...common, type: "file", multiple: (part.max_files ?? 10) > 1 });
    return h("div", { class: "input" }, h("label", { for: id }, label), picked && h("small", {}, `📎 ${picked}`), input, hint, error);
  } else {
    input = h(part.multiline ? "textarea" : "input", { ...common, maxlength: part.max_length, rows: part.multiline ? 5 : null, placeholder: part.placeholder?.text, autocomplete: "off" });
    input.value = entered.value ?? "";
  }
  return h("div", { class: "input" }, h("label", { for: id }, label), input, hint, error);
}
