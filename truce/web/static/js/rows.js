// One current row in a list: j and k move it, Enter opens it, and it is kept when the list is drawn anew.
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector('[data-row][aria-current="true"]');
let last = { id: "", at: 0, had: false }, asked = false;

function choose(row, { focus = true, tell = true } = {}) {
  if (!row) return;
  for (const other of document.querySelectorAll('[data-row][aria-current="true"]')) if (other !== row) other.removeAttribute("aria-current");
  const isNew = row.getAttribute("aria-current") !== "true";
  row.setAttribute("aria-current", "true");
  if (focus) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  if (tell && isNew) htmx.trigger(row, "row");
}

document.addEventListener("does", ({ detail }) => {
  const all = rows(), at = all.indexOf(current());
  if (detail === "next") choose(all[Math.min(at + 1, all.length - 1)]);
  if (detail === "previous") choose(all[Math.max(at - 1, 0)]);
  if (detail === "open" && current()?.dataset.open) location.assign(current().dataset.open);
});
document.addEventListener("click", (e) => {
  const row = e.target.closest("[data-row]");
  if (row) choose(row, { focus: !e.target.closest("a, button, input, select, textarea, label, summary") });
});
document.addEventListener("focusin", (e) => choose(e.target.closest("[data-row]"), { focus: false }));

// Before a swap: which row, and whether the focus is inside, asked before the button is disabled and loses it.
// After it: the same row, else the one in its place.
document.addEventListener("htmx:beforeRequest", (e) => { asked = !!e.detail.target?.contains(document.activeElement); });
document.addEventListener("htmx:beforeSwap", (e) => {
  const row = current();
  last = { id: row?.id ?? "", at: rows().indexOf(row), had: asked || !!e.detail.target?.contains(document.activeElement) || !!document.activeElement?.closest("dialog") };
});
document.addEventListener("htmx:afterSettle", () => {
  const all = rows();
  const row = current() ?? (document.getElementById(last.id)?.closest("[data-row]") || all[Math.min(Math.max(last.at, 0), all.length - 1)]);
  const lost = last.had && (document.activeElement === document.body || !document.activeElement);
  choose(row, { focus: lost, tell: true });
  if (lost && !row) document.getElementById("main")?.focus({ preventScroll: true });
  last.had = asked = false;
});
if (!current()) choose(rows()[0], { focus: false, tell: false });
