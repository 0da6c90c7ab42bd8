// A sheet beside its button, from below on a phone. Returning: R opens it, 1 to 7 choose; a reason that needs more asks for it first.
let opener = null;

function open(button) {
  const sheet = document.getElementById(button.dataset.sheet), form = sheet.querySelector("form");
  opener = button;
  form.reset();
  for (const step of form.querySelectorAll("[data-step]")) step.hidden = true;
  for (const pick of form.querySelectorAll("[aria-expanded]")) pick.removeAttribute("aria-expanded");
  const { action, name, to } = button.dataset;
  form.action = action;
  form.setAttribute("hx-post", action);
  form.setAttribute("hx-target", button.dataset.target ?? (button.closest("[data-region]")?.id ? `#${button.closest("[data-region]").id}` : "[data-region]"));
  htmx.process(form);
  for (const slot of form.querySelectorAll("[data-fill-name]")) slot.textContent = name ?? "this lead";
  for (const slot of form.querySelectorAll("[data-fill-to]")) slot.placeholder = `One line for ${to ?? "marketing"}, if it helps`;
  sheet.showModal();
  form.querySelector("[data-digit]")?.focus();
  place(sheet, button.getBoundingClientRect());
}

function place(sheet, near) {
  if (innerWidth <= 768) return sheet.removeAttribute("style");
  const { width, height } = sheet.getBoundingClientRect();
  sheet.style.margin = "0";
  sheet.style.left = `${Math.max(12, Math.min(near.right, innerWidth - 12) - width)}px`;
  sheet.style.top = `${Math.max(12, Math.min(near.bottom + 6, innerHeight - height - 12))}px`;
}

function ask(form, pick) {
  for (const other of form.querySelectorAll("[data-digit]")) other.removeAttribute("aria-expanded");
  pick.setAttribute("aria-expanded", "true");
  for (const step of form.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== pick.dataset.needs;
  const step = form.querySelector(`[data-step="${pick.dataset.needs}"]`), words = form.elements.words;
  step.querySelector("[data-again]").value = pick.value;
  need(words, pick.dataset.needs === "words");
  (words.required ? words : step.querySelector("select")).focus();
}

function need(words, is) {
  words.required = is;
  is ? (words.minLength = 10) : words.removeAttribute("minlength");
}

document.addEventListener("click", (e) => {
  const button = e.target.closest("[data-sheet]"), pick = e.target.closest("[data-needs]");
  if (button) { e.preventDefault(); open(button); }
  else if (pick) { e.preventDefault(); ask(pick.form, pick); }
  else if (e.target.closest("[data-digit]")) need(e.target.closest("form").elements.words, false);
});
document.addEventListener("keydown", (e) => {
  const sheet = document.querySelector("dialog[data-sheet-box][open]");
  if (!sheet || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Enter" && e.target.matches("input, select")) {
    const again = [...sheet.querySelectorAll("[data-again]")].find((button) => button.offsetParent);
    e.preventDefault();
    return again?.click();
  }
  if (e.target.matches("input, select, textarea")) return;
  const pick = sheet.querySelector(`[data-digit="${CSS.escape(e.key)}"]`);
  if (pick) { e.preventDefault(); pick.click(); }
});
document.addEventListener("htmx:afterRequest", (e) => {
  const sheet = e.target.closest?.("dialog[data-sheet-box]");
  if (sheet?.open) { sheet.close(); if (!opener?.isConnected) document.querySelector('[data-row][aria-current="true"]')?.focus({ preventScroll: true }); }
});
