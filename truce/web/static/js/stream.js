// The live stream: each hint becomes the event "heard" on the page, and the counts of the navigation are asked anew.
// Without the stream the page asks every 30 s.
const POLL = 30_000;
const { live, stream: first } = document.body.dataset;
let poll = 0, heard = false;
const tell = (kind, record) => document.dispatchEvent(new CustomEvent("heard", { detail: { kind, record } }));

async function ask() {
  const answer = await fetch(live).catch(() => null);
  const { stream = "", counts = {} } = answer?.ok && !answer.redirected ? await answer.json() : {};
  for (const [key, n] of Object.entries(counts))
    for (const el of document.querySelectorAll(`[data-count="${key}"]`)) { el.textContent = n; el.hidden = !n; }
  return stream;
}

function paused(is) {
  for (const el of document.querySelectorAll("[data-paused]")) el.hidden = !is;
  clearInterval(poll);
  if (is) poll = setInterval(() => { if (!document.hidden) { tell(); ask(); } }, POLL);
}

function hear(address) {
  if (!address) return paused(true);
  const records = [...document.querySelectorAll('[data-on~="record"]')].map((el) => el.dataset.about).filter(Boolean).join();
  const stream = new EventSource(`${address}&records=${records}`);
  stream.onopen = () => paused(false);
  stream.onerror = () => { paused(true); if (stream.readyState === EventSource.CLOSED) setTimeout(async () => hear(await ask()), POLL); };
  stream.addEventListener("hello", () => { if (heard) tell(); heard = true; });
  for (const kind of ["turn", "record", "job"])
    stream.addEventListener(kind, (e) => {
      tell(kind, JSON.parse(e.data || "{}").record);
      if (kind === "turn") { ask(); setTimeout(ask, 12_000); } // the notice of a turn follows it within ten seconds
    });
}
document.addEventListener("changed", ask);
if (live) hear(first);
