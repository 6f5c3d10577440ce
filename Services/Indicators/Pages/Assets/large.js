// A file of any size goes to the service in parts, with what was sent and how fast beside it.
import { call, newKey, say, Refusal } from "./phaen.js";

const base64 = bytes => {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
};
const megabytes = bytes => (bytes / 1048576).toFixed(1);

document.querySelector("form[data-large]")?.addEventListener("submit", async event => {
  const form = event.target;
  const file = form.elements.file.files[0];
  if (!file) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const sent = form.querySelector("[data-sent]");
  const refused = form.querySelector("[data-refused]");
  const value = name => form.elements[name].value.trim();
  const under = value("under");
  const bulk = `${/^[0-9]{2}(-|$)/.test(under) ? under.slice(0, 2) : "TH"}-${form.dataset.large}`;
  const size = Number(form.dataset.part);
  const wide = value("layout") === "wide";
  button.disabled = true;
  refused.hidden = true;
  sent.hidden = false;
  try {
    const order = { idempotencyKey: newKey(), code: bulk, under, layout: value("layout"), strategy: value("strategy"), mode: value("mode") };
    if (value("period")) order.period = value("period");
    // A word with = belongs to the code before it.
    if (wide) order.elements = value("elements").split(/[\s,;]+(?![^\s,;]*=)/).filter(Boolean).map(part => part.split(/[\s,;]+/).join(" "));
    await call("figureBulk.begin", order);
    const began = performance.now();
    let part = 0;
    for (let start = 0; start < file.size; start += size, part += 1) {
      const bytes = new Uint8Array(await file.slice(start, start + size).arrayBuffer());
      await call("figureBulk.send", { idempotencyKey: newKey(), bulk, part, content: base64(bytes) });
      const done = Math.min(start + size, file.size);
      const seconds = (performance.now() - began) / 1000;
      sent.querySelector("progress").value = done / file.size;
      sent.querySelector("span").textContent = `${megabytes(done)} / ${megabytes(file.size)} MB · ${megabytes(done / seconds)} MB/s`;
    }
    await call("figureBulk.run", { idempotencyKey: newKey(), bulk, parts: part, dryRun: true });
    location.href = `./large/${bulk}`;
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    refused.textContent = error instanceof Refusal ? error.message : say("ส่งไม่สำเร็จ ลองอีกครั้ง", "It could not be sent; try again.");
    refused.hidden = false;
    sent.hidden = true;
    button.disabled = false;
    // What was begun under this code stays unfinished; the next attempt has one of its own.
    form.dataset.large = `W${newKey().replace(/[^0-9a-f]/gi, "").slice(-12).toUpperCase()}`;
  }
});
