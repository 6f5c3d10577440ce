// While a file is sent or loaded the page says so.
document.addEventListener("submit", event => {
  const busy = event.target.querySelector("[data-busy]");
  if (busy && !event.defaultPrevented) busy.hidden = false;
});
addEventListener("pageshow", () => document.querySelectorAll("[data-busy]").forEach(busy => { busy.hidden = true; }));
