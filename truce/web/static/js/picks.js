// Answers of a sheet: 1 to 9 choose; one that needs more (a month, words) asks for it first, Enter sends it.
function ask(form, pick) {
  for (const other of form.querySelectorAll("[data-digit]")) other.removeAttribute("aria-expanded");
  pick.setAttribute("aria-expanded", "true");
  for (const step of form.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== pick.dataset.needs;
  const step = form.querySelector(`[data-step="${pick.dataset.needs}"]`), { words } = form.elements;
  step.querySelector("[data-again]").value = pick.value;
  need(words, pick.dataset.needs === "words");
  (words.required ? words : step.querySelector("select")).focus();
}

const need = (words, is) => { if (words) { words.required = is; is ? (words.minLength = 10) : words.removeAttribute("minlength"); } };

document.addEventListener("click", (e) => {
  const pick = e.target.closest("[data-needs]");
  if (pick) { e.preventDefault(); ask(pick.form, pick); }
  else if (e.target.closest("[data-digit]")) need(e.target.closest("form").elements.words, false);
});
document.addEventListener("keydown", (e) => {
  const sheet = document.querySelector("dialog[data-sheet-box][open]");
  if (!sheet || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Enter" && e.target.matches("input, select")) {
    const again = [...sheet.querySelectorAll("[data-again]")].find((button) => button.offsetParent);
    if (again) { e.preventDefault(); return again.click(); }
    return sheet.querySelector("[data-digit]") ? e.preventDefault() : undefined;
  }
  if (e.target.matches("input, select, textarea")) return;
  const pick = sheet.querySelector(`[data-digit="${CSS.escape(e.key)}"]`);
  if (pick) { e.preventDefault(); pick.click(); }
});
