// The board of a plan: a day is dragged, or taken, moved and put down by keyboard. The server answers each case that it
// passes over with what the change would do, and makes the change when the day is put down. The forms do the same.

const ASKED = { "X-Plan-Board": "1" };
const WAIT = 80;  // ms on a case before the server is asked

let board = null, taken = null, over = null, waiting = 0, asked = null;

const cells = () => [...board.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td[data-date]")]);
const say = (text) => { board.querySelector("[data-said]").textContent = text; };

// What the form of the chosen day would send if the day were put down in a case.
function change(act, cell) {
  const [date, place, doctor] = taken.day.split("|");
  const form = board.querySelector("#journee");
  const data = new FormData(form);
  data.set("acte", act);
  data.set("jour", taken.day);
  data.set("medecin", cell?.dataset.medecin ?? doctor);
  data.set("lieu", cell?.dataset.lieu ?? place);
  data.set("date", cell?.dataset.date ?? date);
  return data;
}

async function send(body, signal) {
  const answer = await fetch(board.dataset.address, { method: "POST", body, headers: ASKED, signal });
  return { status: answer.status, text: await answer.text() };
}

// Ask what the change would do, once the day rests on a case; an older question is dropped.
function ask(cell) {
  clearTimeout(waiting);
  asked?.abort();
  waiting = setTimeout(async () => {
    asked = new AbortController();
    try {
      const { status, text } = await send(change("essayer", cell), asked.signal);
      if (status < 500 && taken) board.querySelector("#effet").innerHTML = text;
    } catch { /* another case was asked about meanwhile */ }
  }, WAIT);
}

function mark(cell) {
  over?.classList.remove("mg-board__over");
  over = cell;
  over?.classList.add("mg-board__over");
}

function take(chip) {
  taken = { day: chip.dataset.day, cell: chip.closest("td") };
  chip.classList.add("mg-chip--taken");
}

function release() {
  clearTimeout(waiting);
  asked?.abort();
  board.querySelector(".mg-chip--taken")?.classList.remove("mg-chip--taken");
  mark(null);
  taken = null;
}

async function put(cell) {
  const body = change("faire", cell), from = taken.day;
  const half = from.split("|").slice(3);
  const day = [body.get("date"), body.get("lieu"), body.get("medecin"), ...half].join("|");
  release();
  if (day === from) return focus(from);
  const { status, text } = await send(body);
  if (status === 200) {
    replace(text);
    focus(day);
  } else if (status < 500) {
    board.querySelector("#effet").innerHTML = text;
    focus(from);
  } else location.reload();
}

const focus = (day) => board.querySelector(`[data-day="${CSS.escape(day)}"]`)?.focus();

function replace(text) {
  board.outerHTML = text;
  start();
  globalThis.htmx?.process(board);
}

// By keyboard: the case that is chosen while a day is taken, from the one where it was.
function step(key) {
  const rows = cells(), from = over ?? taken.cell;
  let y = rows.findIndex((row) => row.includes(from)), x = rows[y]?.indexOf(from) ?? 0;
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  x = Math.min(Math.max(x + moves[key][0], 0), rows[0].length - 1);
  y = Math.min(Math.max(y + moves[key][1], 0), rows.length - 1);
  const cell = rows[y][x];
  mark(cell);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  const head = cell.closest("tr").querySelector("th b").textContent.trim();
  const date = board.querySelectorAll("thead th b")[x].textContent.trim();
  say(`${head}, ${date}`);
  ask(cell);
}

function start() {
  board = document.querySelector("[data-plan-board]");
  const table = board?.querySelector("[data-board]");
  if (!table) return;
  table.addEventListener("dragstart", (event) => {
    const chip = event.target.closest?.("[data-day]");
    if (!chip) return;
    take(chip);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", chip.dataset.day);
  });
  table.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td[data-date]");
    if (!taken || !cell) return;
    event.preventDefault();
    if (cell === over) return;
    mark(cell);
    ask(cell);
  });
  table.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-date]");
    if (!taken || !cell) return;
    event.preventDefault();
    put(cell);
  });
  table.addEventListener("dragend", () => { if (taken) release(); });
  table.addEventListener("keydown", (event) => {
    const chip = event.target.closest("[data-day]");
    if (!chip) return;
    if (event.key === " ") {
      event.preventDefault();
      if (!taken) {
        take(chip);
        say("Journée prise. Les flèches choisissent la case.");
      } else put(over ?? taken.cell);
    } else if (taken && event.key === "Escape") {
      release();
      say("Journée reposée où elle était.");
    } else if (taken && event.key.startsWith("Arrow")) {
      event.preventDefault();
      step(event.key);
    }
  });
  table.addEventListener("focusout", (event) => {
    if (taken && !event.dataTransfer && !table.contains(event.relatedTarget) && over === null) release();
  });
}

start();
