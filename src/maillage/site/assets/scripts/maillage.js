// Small helps; every page works without them.

// Booking: repeat the chosen time beside the button.
const choice = document.querySelector("[data-choice]");
if (choice) {
  const say = () => {
    const slot = document.querySelector('input[name="creneau"]:checked');
    if (slot) choice.textContent = slot.dataset.summary;
  };
  document.addEventListener("change", say);
  say();
}

// Forms: the summary of errors is read first; a second click on a button that is already sending does nothing.
document.querySelector("[data-focus]")?.focus();
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

// Filters: a changed choice shows its result at once, where the form says so.
for (const form of document.querySelectorAll("form[data-immediate]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
