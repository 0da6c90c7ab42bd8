// The keyboard: what is pressed is looked up in the dialog of keys, then in the current row, then on the page.
// Elements say data-key="a"; those that work outside their row add data-scope="page".
const typing = (el) => el.closest?.("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]");
const root = document.documentElement;
const dialog = () => document.getElementById("keys");
let prefix = "";

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (typing(e.target)) return e.key === "Escape" ? leave(e.target) : undefined;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (e.key.length === 1 && root.hasAttribute("data-keys-off")) return;
  if (e.key === "Enter" && e.target.closest("a, button, summary, input")) return;
  const key = e.key.length === 1 && !e.shiftKey ? e.key.toLowerCase() : e.key;
  const press = prefix ? `${prefix} ${key}` : key;
  prefix = "";
  if (run(press)) return e.preventDefault();
  if (document.querySelector(`[data-press^="${CSS.escape(key)} "]`)) { prefix = key; setTimeout(() => (prefix = ""), 1500); }
});

function run(press) {
  const named = CSS.escape(press);
  const target = document.querySelector(`[data-row][aria-current="true"] [data-key="${named}"]:not(:disabled)`)
    ?? [...document.querySelectorAll(`[data-key="${named}"][data-scope="page"]:not(:disabled)`)].find((el) => el.offsetParent);
  if (target) return use(target);
  const entry = document.querySelector(`[data-press="${named}"]`);
  if (!entry) return false;
  if (entry.dataset.href) location.assign(entry.dataset.href);
  else document.dispatchEvent(new CustomEvent("does", { detail: entry.dataset.does }));
  return true;
}

function use(el) {
  el.matches("input, textarea, select") ? el.focus() : el.click();
  return true;
}

function leave(el) {
  el.blur();
  document.querySelector('[data-row][aria-current="true"]')?.focus({ preventScroll: true });
}

function help() {
  const here = new Map();
  for (const el of document.querySelectorAll("main [data-key]")) {
    const words = el.dataset.label ?? [...el.childNodes].filter((n) => n.nodeName !== "KBD").map((n) => n.textContent).join("").trim();
    if (!here.has(el.dataset.key)) here.set(el.dataset.key, words);
  }
  const section = dialog().querySelector("[data-keys-here]");
  section.hidden = !here.size;
  section.querySelector("ul").replaceChildren(...[...here].map(([key, words]) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("span"), { textContent: words }), Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }));
    return item;
  }));
  dialog().showModal();
}

// The filter of a list is a menu; elsewhere it is the first field that is shown.
function field() {
  const filter = document.querySelector("main summary[data-key=f]");
  if (filter) return filter.click();
  const fields = document.querySelectorAll("main :is(input:not([type=hidden], [type=checkbox]), select, textarea)");
  [...fields].find((el) => el.checkVisibility())?.focus();
}

document.addEventListener("does", ({ detail }) => {
  if (detail === "help") help();
  if (detail === "back") document.querySelector("[data-back]")?.click();
  if (detail === "field") field();
});
document.addEventListener("click", (e) => {
  if (e.target.closest("[data-help]")) help();
  if (e.target instanceof HTMLDialogElement) e.target.close();
});
