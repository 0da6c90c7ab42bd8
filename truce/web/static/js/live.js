// News while the page is open. A region says data-on="turn" and data-href; it is drawn anew when nobody is at it,
// else a pill says how much is new and waits. What is new is heard by stream.js.
const regions = (kind) => [...document.querySelectorAll("[data-on]")].filter((el) => !kind || el.dataset.on.split(" ").includes(kind));
const ids = (el) => new Set([...el.querySelectorAll("[data-row]")].map((row) => row.id));
const pill = (region) => document.querySelector(`[data-pill="${region.id}"]`);
const OWN = 10_000;
let did = -OWN;

// Nothing moves under somebody's hands, but what their own act brought about on a record is shown, unless they type.
function busy(region) {
  if (region.querySelector("[data-dirty], [aria-busy], details[open]") || document.querySelector("dialog[open]")) return true;
  if (region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
  if (region.dataset.on === "record" && performance.now() - did < OWN) return false;
  return region.matches(region.dataset.on === "job" ? ":focus-within" : ":hover, :focus-within");
}

async function look(region, isAsked = false) {
  const answer = await fetch(region.dataset.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || !region.isConnected) return;
  const html = await answer.text();
  if (!region.isConnected || region.querySelector(".htmx-request")) return; // an act is under way here: its answer is newer
  const drawn = new DOMParser().parseFromString(html, "text/html").getElementById(region.id);
  if (drawn && (same(region, drawn) || isAsked || !busy(region))) pill(region)?.remove();
  if (!drawn || same(region, drawn)) return;
  if (isAsked || !busy(region)) return swap(region, html);
  const had = ids(region), more = [...ids(drawn)].filter((id) => !had.has(id)).length;
  offer(region, more);
}

const same = (a, b) => (a.dataset.version ?? [...ids(a)].join()) === (b.dataset.version ?? [...ids(b)].join());

function swap(region, html) {
  const focus = region.contains(document.activeElement) && document.activeElement, { field, action } = focus?.dataset ?? {};
  htmx.swap(region, html, { swapStyle: "outerHTML" }, { select: `#${region.id}` });
  const again = focus?.isConnected === false && (document.getElementById(focus.id) ?? document.querySelector(`[data-field="${field}"][data-action="${action}"]`) ?? document.getElementById(focus.closest("[data-row]")?.id));
  if (again) again.focus({ preventScroll: true });
}

// The pill floats outside of main: nothing on the page makes room for it.
function offer(region, more) {
  const words = more ? `${more} new, show` : "Changed, show", say = document.getElementById("say");
  const shown = pill(region) ?? Object.assign(document.createElement("button"), { className: "pill", type: "button" });
  if (!shown.isConnected) {
    shown.dataset.pill = region.id;
    shown.addEventListener("click", () => { shown.remove(); look(document.getElementById(region.id), true); });
    place.append(shown);
  }
  if (shown.textContent !== words && say) say.textContent = words;
  shown.textContent = words;
}
const place = Object.assign(document.createElement("div"), { className: "pills" });
document.getElementById("main")?.before(place);

document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.successful && e.detail.requestConfig.verb !== "get") did = performance.now(); });
// What the person did elsewhere on the page (undo, a sheet) is shown at once, not offered.
document.addEventListener("changed", () => regions().forEach((region) => look(region, true)));
document.addEventListener("look", (e) => look(e.target));
document.addEventListener("heard", ({ detail: { kind, record } }) => {
  for (const region of regions(kind)) if (!record || !region.dataset.about || region.dataset.about === record) look(region);
});
