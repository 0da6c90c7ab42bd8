// Choosing rows: x one, Shift X or Shift-click a range; the bar says how many. Boxes are <input data-select> in a row.
const boxes = () => [...document.querySelectorAll("[data-row] [data-select]")];
let anchor = null;

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  for (const bar of document.querySelectorAll("[data-bulk]")) bar.hidden = !count;
  for (const words of document.querySelectorAll("[data-bulk-count]")) words.textContent = count;
  const all = document.querySelector("[data-select-all]"), beyond = document.querySelector("[data-bulk-all]");
  if (beyond && count < boxes().length) beyond.checked = false;
  if (all) { all.checked = count > 0 && count === boxes().length; all.indeterminate = count > 0 && !all.checked; }
}

function range(to) {
  const all = boxes(), from = Math.max(all.indexOf(anchor), 0), end = all.indexOf(to);
  for (const box of all.slice(Math.min(from, end), Math.max(from, end) + 1)) box.checked = true;
}

document.addEventListener("does", ({ detail }) => {
  const box = document.querySelector('[data-row][aria-current="true"] [data-select]');
  if (!box || !["select", "range"].includes(detail)) return;
  detail === "range" ? range(box) : (box.checked = !box.checked);
  anchor = box;
  tell();
});
document.addEventListener("click", (e) => {
  if (!e.target.matches?.("[data-select]")) return;
  if (e.shiftKey && anchor) range(e.target);
  anchor = e.target;
});
document.addEventListener("change", (e) => {
  if (e.target.matches("[data-select-all]")) for (const box of boxes()) box.checked = e.target.checked;
  if (e.target.matches("[data-bulk-all]:checked")) for (const box of boxes()) box.checked = true;
  tell();
});
document.addEventListener("htmx:afterSettle", tell);
tell();
