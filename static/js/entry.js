// The form works without this: Enter sends it, and it comes back at the first field that is still empty. With it a digit
// goes on by itself, Enter goes on to the next field, and the form is sent once.
const form = document.querySelector("form.entry");
const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];

const onward = (field) => fields[fields.indexOf(field) + 1]?.focus();

form.addEventListener("focusin", ({ target }) => { if (target.matches(".digit input")) target.select(); });

form.addEventListener("input", ({ target }) => {
  if (target.matches(".digit input") && /^[0-5-]$/.test(target.value)) onward(target);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.matches("button") || (event.target.matches("textarea") && event.shiftKey)) return;
  event.preventDefault();
  if (event.target.matches(".digit input") && !event.target.value) event.target.value = "-";
  onward(event.target);
});

addEventListener("pageshow", () => { delete form.dataset.sent; }); // brought back by Back, it may be sent again

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
