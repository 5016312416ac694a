// Small improvements; every page works without them.

// Booking: show the chosen time beside the button.
const choice = document.querySelector("[data-choice]");
if (choice) {
  const say = () => {
    const slot = document.querySelector('input[name="creneau"]:checked');
    if (slot) choice.textContent = slot.dataset.summary;
  };
  document.addEventListener("change", say);
  say();
}

// Forms: focus the error summary; ignore a second click on the submit button, unless it brings a file: the page stays.
document.querySelector("[data-focus]")?.focus();
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    else if (!event.submitter?.hasAttribute("data-file")) form.dataset.sending = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

// Filters: submit the form when a choice changes, if the form says so.
for (const form of document.querySelectorAll("form[data-immediate]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// Search: a combobox with suggestions. The field keeps the focus; arrows, Home and End move the selection, Enter opens
// it, Escape closes the list. Without a selection the keys act as in any field.
const SAID = {
  fr: { list: "Communes et territoires", none: "Aucune réponse", count: (n) => `${n} ${n > 1 ? "réponses" : "réponse"}` },
  en: { list: "Towns", none: "No answer", count: (n) => `${n} ${n > 1 ? "answers" : "answer"}` },
  es: { list: "Municipios", none: "Ninguna respuesta", count: (n) => `${n} ${n > 1 ? "respuestas" : "respuesta"}` },
  ar: { list: "البلدات", none: "لا إجابات", count: (n) => `عدد الإجابات: ${n}` },
};
const words = SAID[document.documentElement.lang] ?? SAID.fr;
const field = document.querySelector("#commune[hx-get]");
const list = document.querySelector("#suggestions");
if (field && list) {
  const said = document.querySelector("#suggestions-dites");
  const options = () => [...list.querySelectorAll("a")];
  let chosen = -1;
  const choose = (which) => {
    chosen = which;
    options().forEach((option, k) => option.setAttribute("aria-selected", String(k === which)));
    const option = options()[which];
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const open = (shown) => {
    list.hidden = !shown;
    field.setAttribute("aria-expanded", String(shown));
    choose(-1);
  };
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.list);
  open(false);
  list.addEventListener("htmx:afterSettle", () => {
    for (const element of list.querySelectorAll("ul, li")) element.setAttribute("role", "presentation");
    options().forEach((option, k) => {
      option.setAttribute("role", "option");
      option.tabIndex = -1;
      option.id = `suggestion-${k}`;
    });
    const count = options().length;
    open(count > 0);
    if (said) said.textContent = count ? words.count(count) : words.none;
  });
  field.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "ArrowDown" && list.hidden && last >= 0) open(true);
    if (list.hidden || last < 0 || event.isComposing) return;
    const to = {
      ArrowDown: chosen === last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      Home: chosen < 0 ? undefined : 0,
      End: chosen < 0 ? undefined : last,
    }[event.key];
    if (to !== undefined) choose(to);
    else if (event.key === "Escape") open(false);
    else if (event.key === "Enter" && chosen >= 0) options()[chosen].click();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => setTimeout(() => open(false), 200));
}
