// What was done stays 10 s, longer while it is pointed at; z takes it back.
const STAY = 10_000, KEEP = 2;

function start(toast) {
  toast.dataset.toast = "on";
  for (const old of [...document.querySelectorAll("#toasts > [data-toast=on]")].slice(0, -KEEP)) old.remove();
  let timer;
  const run = () => { timer = setTimeout(() => toast.remove(), STAY); };
  const hold = () => clearTimeout(timer);
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, hold);
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, run);
  run();
}
const startAll = () => document.querySelectorAll('[data-toast=""]').forEach(start);

document.addEventListener("does", ({ detail }) => {
  if (detail === "undo") [...document.querySelectorAll("[data-toast]:not([hidden]) [data-undo]")].pop()?.click();
});
document.addEventListener("click", (e) => { if (e.target.closest("[data-close]")) e.target.closest("[data-toast]")?.remove(); });
document.addEventListener("htmx:beforeRequest", (e) => { e.target.closest("[data-toast]")?.setAttribute("hidden", ""); });
document.addEventListener("htmx:oobAfterSwap", startAll);
document.addEventListener("htmx:afterSettle", startAll);
document.addEventListener("htmx:sendError", () => say("No connection. Nothing was changed; try again when you are back online."));
document.addEventListener("htmx:responseError", (e) => {
  const words = { 403: "You may not do that.", 429: "Too many tries. Wait a minute, then try again." };
  say(words[e.detail.xhr.status] ?? `That did not work (${e.detail.xhr.status}). Nothing was changed; reload the page and try again.`);
});

function say(words) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = words;
  document.getElementById("toasts")?.append(toast);
  start(toast);
}
startAll();
