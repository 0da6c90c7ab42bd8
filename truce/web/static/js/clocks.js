// Clocks tick here between two answers of the server, which alone knows working time. The words are those of formats.face.
const HOUR = 3600, SOON = HOUR, FAR = 10 * HOUR, TELL = 15 * 60;
const now = () => Date.now() / 1000;

function hours(s) {
  const m = Math.floor(s / 60);
  if (m < 60) return `${m} min`;
  return m >= 600 || m % 60 === 0 ? `${Math.floor(m / 60)} h` : `${Math.floor(m / 60)} h ${String(m % 60).padStart(2, "0")}`;
}

function left(el) {
  el.seenAt ??= now();
  if (el.dataset.left === undefined) return el.dataset.due - now();
  const until = Math.min(now(), Number(el.dataset.stops ?? Infinity));
  return el.dataset.left - Math.max(0, until - el.seenAt);
}

function tick(el) {
  const was = el.classList.contains("late") ? "late" : el.classList.contains("soon") ? "soon" : "";
  const s = left(el), state = s <= 0 ? "late" : s <= SOON ? "soon" : "";
  if (s >= FAR || -s >= FAR) return;
  const words = state === "late" ? `${hours(Math.max(60, -s))} over` : hours(Math.max(60, s));
  const slot = el.querySelector("[data-words]");
  if (slot.textContent !== words) slot.textContent = words;
  el.classList.toggle("soon", state === "soon");
  el.classList.toggle("late", state === "late");
  if (el.dataset.of) el.querySelector("[data-used]")?.setAttribute("width", Math.min(100, Math.max(0, 100 - (100 * s) / el.dataset.of)));
  if (state === "late" && was !== "late") tell(el, "past the promised time");
  else if (s <= TELL && s > 0 && !el.told) { el.told = true; if (el.seenAt < now() - 1) tell(el, "15 minutes left"); }
}

function tell(el, words) {
  const who = el.closest("[data-name]")?.dataset.name;
  const slot = document.getElementById("say");
  if (slot) slot.textContent = who ? `${who}: ${words}` : words;
}

const all = () => document.querySelectorAll("[data-clock]").forEach(tick);
all();
setInterval(all, 5000);
document.addEventListener("htmx:afterSettle", all);
document.addEventListener("visibilitychange", () => document.hidden || all());
