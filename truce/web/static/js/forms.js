// Forms: the token for requests without one, a fresh key for each act, Enter in the log box, days filled in by a chip.
const fresh = () => crypto.randomUUID?.().replaceAll("-", "") ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

document.addEventListener("htmx:configRequest", (e) => {
  if (e.detail.verb !== "get") e.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf"]')?.content ?? "";
  if (e.detail.verb !== "get" && !e.detail.parameters.has("act_key")) e.detail.parameters.append("act_key", fresh());
});
document.addEventListener("htmx:afterRequest", (e) => {
  const key = e.target.isConnected && e.target.elements?.act_key;
  if (key && e.detail.successful) key.value = fresh();
});

const KINDS = { "/call": "call", "/mail": "mail", "/email": "mail", "/meeting": "meeting", "/note": "note" };
document.addEventListener("input", (e) => {
  const form = e.target.closest("[data-log]");
  if (form && e.target.name === "words") {
    const [word] = e.target.value.split(/\s/, 1);
    const radio = KINDS[word] && e.target.value.length > word.length && form.querySelector(`[name=kind][value="${KINDS[word]}"]`);
    if (radio) { radio.checked = true; e.target.value = e.target.value.slice(word.length).trimStart(); }
  }
  if (e.target.form) e.target.form.dataset.dirty = "";
});
document.addEventListener("keydown", (e) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (step && e.target.matches("[data-log] textarea") && !e.target.value) {
    const kinds = [...e.target.form.elements.kind], at = kinds.findIndex((kind) => kind.checked);
    e.preventDefault();
    kinds[(at + step + kinds.length) % kinds.length].checked = true;
  }
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.target.matches("[data-log] textarea")) {
    e.preventDefault();
    e.target.form.requestSubmit();
  }
});
document.addEventListener("click", (e) => {
  const chip = e.target.closest("[data-fill]");
  if (chip) { const field = document.getElementById(chip.dataset.fill); field.value = chip.dataset.value; field.focus(); }
});
document.addEventListener("change", (e) => { if (e.target.matches("[data-auto]")) e.target.form.requestSubmit(); });
