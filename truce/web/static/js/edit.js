// A value is edited where it stands: Enter, Tab or leaving saves, Esc restores. The answer is the new value, an error or a clash.
function open(button) {
  const { type, options, list, value, label } = button.dataset;
  const input = document.createElement(options ? "select" : "input");
  if (options) input.append(document.getElementById(options).content.cloneNode(true));
  else input.type = type;
  if (list) input.setAttribute("list", list);
  input.className = "edit input";
  input.value = value;
  input.setAttribute("aria-label", label);
  input.button = button;
  button.hidden = true;
  button.after(input);
  input.focus();
  if (input.select) input.select();
}

function close(input, { focus }) {
  if (input.done) return;
  input.done = true;
  input.button.hidden = false;
  if (focus) input.button.focus();
  input.remove();
}

function save(input, { focus = false } = {}) {
  if (input.done) return;
  const { action, field, value } = input.button.dataset, box = input.closest("[data-edit-box]");
  if (input.value === value) return close(input, { focus });
  input.button.lastChild.textContent = input.value || "add";
  close(input, { focus });
  box.setAttribute("aria-busy", "true");
  const answered = htmx.ajax("POST", action, { source: box, target: box, swap: "outerHTML", values: { field, value: input.value, old: value } });
  if (focus) answered.then(() => setTimeout(() => again(action, field)?.focus({ preventScroll: true }), 50));
}

const again = (action, field) => [...document.querySelectorAll(`[data-edit][data-field="${CSS.escape(field)}"]`)].find((el) => el.dataset.action === action);

document.addEventListener("click", (e) => { const button = e.target.closest("[data-edit]"); if (button) open(button); });
document.addEventListener("focusout", (e) => { if (e.target.button) save(e.target); });
document.addEventListener("keydown", (e) => {
  if (!e.target.button) return;
  if (e.key === "Enter") { e.preventDefault(); save(e.target, { focus: true }); }
  if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); e.target.value = e.target.button.dataset.value; close(e.target, { focus: true }); }
}, true);
document.addEventListener("does", ({ detail }) => {
  const first = detail === "edit" && document.querySelector('[data-row][aria-current="true"] [data-edit]:not([data-later])');
  if (first) open(first);
});
