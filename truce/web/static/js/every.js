// Work of others, which no stream tells this page of, is asked for: data-every="5" is each five seconds.
for (const { id, dataset } of document.querySelectorAll("[data-every]"))
  setInterval(() => {
    if (!document.hidden) document.getElementById(id)?.dispatchEvent(new Event("look", { bubbles: true }));
  }, dataset.every * 1000);
