// A sheet beside its button, from below on a phone; the button fills in whom it is about.
let opener = null;
const openSheet = () => document.querySelector("dialog[data-sheet-box][open]");

function open(button) {
  const sheet = document.getElementById(button.dataset.sheet), form = sheet.querySelector("form");
  const { action = button.getAttribute("href"), name, to, target, kind } = button.dataset;
  opener = button;
  form.reset();
  wrong(form, "");
  for (const step of form.querySelectorAll("[data-step]")) step.hidden = true;
  for (const pick of form.querySelectorAll("[aria-expanded]")) pick.removeAttribute("aria-expanded");
  form.action = action;
  form.setAttribute("hx-post", action);
  form.setAttribute("hx-target", target ?? (button.closest("[data-region]")?.id ? `#${button.closest("[data-region]").id}` : "[data-region]"));
  htmx.process(form);
  for (const slot of sheet.querySelectorAll("[data-fill-name]")) slot.textContent = name ?? "this lead";
  for (const slot of form.querySelectorAll("[data-fill-to]")) slot.placeholder = `One line for ${to ?? "marketing"}, if it helps`;
  const choice = kind && form.querySelector(`[name=kind][value="${kind}"]`), slot = form.querySelector("[data-fetch]");
  if (choice) choice.checked = true;
  if (slot) htmx.ajax("GET", action, { target: slot, swap: "innerHTML" }).then(() => slot.querySelector("select")?.focus());
  sheet.showModal();
  (form.querySelector("[autofocus]") ?? form.querySelector("[data-digit], textarea, input:not([type=hidden], [type=radio]), select"))?.focus();
  place(sheet, button.offsetParent ? button.getBoundingClientRect() : null);
}

function place(sheet, near) {
  if (innerWidth <= 768 || !near) return sheet.removeAttribute("style");
  const { width, height } = sheet.getBoundingClientRect();
  sheet.style.margin = "0";
  sheet.style.left = `${Math.max(12, Math.min(near.right, innerWidth - 12) - width)}px`;
  sheet.style.top = `${Math.max(12, Math.min(near.bottom + 6, innerHeight - height - 12))}px`;
}

// What the rules said no to stands in the sheet, which keeps what was typed.
function wrong(form, words) {
  const slot = form.querySelector("[data-wrong]") ?? form.appendChild(Object.assign(document.createElement("p"), { className: "late-ink s" }));
  slot.dataset.wrong = "";
  slot.setAttribute("role", "alert");
  slot.textContent = words;
  slot.hidden = !words;
}

document.addEventListener("click", (e) => {
  const button = e.target.closest("[data-sheet]");
  if (button) { if (!/^(tel|mailto):/.test(button.getAttribute("href"))) e.preventDefault(); open(button); }
  else if (e.target.closest("[data-shut]") && openSheet()) { e.preventDefault(); openSheet().close(); }
});
document.addEventListener("htmx:beforeSwap", (e) => {
  const form = e.target.closest?.("form") ?? e.detail.requestConfig?.elt, sheet = form?.closest?.("dialog[data-sheet-box]");
  if (!sheet?.open || e.detail.xhr.status !== 422) return;
  e.detail.shouldSwap = false;
  wrong(sheet.querySelector("form"), new DOMParser().parseFromString(e.detail.xhr.responseText, "text/html").querySelector("[data-toast] span, .wrong, [role=alert]")?.textContent ?? "That did not work.");
});
document.addEventListener("htmx:afterRequest", (e) => {
  const sheet = e.target.closest?.("dialog[data-sheet-box]");
  if (!sheet?.open || e.detail.xhr.status >= 400 || e.detail.requestConfig.verb === "get") return;
  sheet.close();
  if (!opener?.isConnected) (document.querySelector('[data-row][aria-current="true"]') ?? document.getElementById("main")).focus({ preventScroll: true });
});
// A fragment may ask for a sheet at once (what comes next after a call?), or be one.
document.addEventListener("htmx:afterSwap", (e) => { if (e.detail.target?.matches("dialog")) e.detail.target.showModal(); });
document.addEventListener("htmx:afterSettle", () => {
  const next = document.querySelector("button[data-sheet][data-open]");
  next?.removeAttribute("data-open");
  if (next) open(next);
});
