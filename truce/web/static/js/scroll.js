// A table that is drawn anew stays where it was scrolled to; the tab one is on is in sight.
let kept = new Map();

document.addEventListener("htmx:beforeSwap", () => {
  kept = new Map([...document.querySelectorAll(".table-box[id]")].map((box) => [box.id, [box.scrollLeft, box.scrollTop]]));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const [id, [left, top]] of kept) document.getElementById(id)?.scrollTo(left, top);
  kept.clear();
});

const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
