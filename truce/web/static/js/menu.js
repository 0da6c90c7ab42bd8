// Menus are <details>: one is open at a time, a click beside it or Esc closes it. A sheet opens when its content has come.
const open = () => [...document.querySelectorAll("details.menu[open]")];
const within = (menu, el) => el instanceof Node && menu.contains(el);

document.addEventListener("toggle", (e) => {
  if (!e.target.matches?.("details.menu") || !e.target.open) return;
  for (const other of open()) if (!within(other, e.target)) other.open = false;
  place(e.target);
  e.target.querySelector(".pop :is(select, input:not([type=hidden]), a, button)")?.focus({ preventScroll: true });
}, true);

// A menu that would leave the window at one side hangs from its other corner.
function place(menu) {
  const pop = menu.querySelector(":scope > .pop");
  menu.removeAttribute("data-flip");
  const { left, right } = pop.getBoundingClientRect();
  if (left < 8) menu.dataset.flip = "start";
  else if (right > innerWidth - 8) menu.dataset.flip = "end";
}

document.addEventListener("pointerdown", (e) => { for (const menu of open()) if (!within(menu, e.target)) menu.open = false; });
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  const menu = open().pop();
  if (!menu || document.querySelector("dialog[open]")) return;
  e.preventDefault();
  e.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}, true);
document.addEventListener("htmx:afterSettle", (e) => {
  const sheet = e.target.closest?.("dialog[data-sheet-page]"), menu = e.target.closest?.("details.menu[open]");
  if (sheet && !sheet.open) sheet.showModal();
  if (menu) place(menu);
});
document.addEventListener("htmx:afterRequest", (e) => { if (e.target.matches?.("[data-close-after]") && e.detail.successful) e.target.closest("dialog")?.close(); });
document.addEventListener("click", (e) => { if (e.target.closest("[data-close-sheet]")) { e.preventDefault(); e.target.closest("dialog")?.close(); } });
