// The designer of a round: of a question's form only what belongs to its type is shown.
const form = document.getElementById("question");
const type = form?.elements.type;
const show = () => form.querySelectorAll("[data-type]").forEach(part => { part.hidden = part.dataset.type !== type.value; });
if (type) {
  type.addEventListener("change", show);
  show();
}
