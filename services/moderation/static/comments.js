// Going through comments: one key a decision, the next one at once, and the way back while there is one.
import { doing, goingThrough } from "./rows.js";
import { tell } from "./tell.js";

const list = document.getElementById("comments");

const { selected, lively, select, acts } = goingThrough(list, {
  row: ".comment",
  passed: ".gone, [data-sent]",
  focus: "a, button, input",
});

function following(row) {
  const all = [...list.children];
  return all.slice(all.indexOf(row) + 1).find((one) => !one.matches(".gone, [data-sent]"));
}

// Whoever goes through comments does not wait for the answer: it is seen where the comment stood.
function decide(button) {
  const row = button?.closest(".comment");
  if (!row || row.dataset.sent) return;
  button.click();
  row.dataset.sent = "yes";
  undoable.push(row.id);
  const next = following(row);
  if (next) select(next);
}

function press(verb) {
  const row = selected() ?? lively()[0];
  if (row !== selected()) select(row);
  const button = row?.querySelector(`[data-verb="${verb}"]`);
  if (verb === "reject") button?.click();
  else decide(button);
}

const undoable = [];
const takenBack = new Set();
doing({
  ...acts,
  approve: () => press("approve"),
  reject: () => press("reject"),
  spam: () => press("spam"),
  undo: () => {
    const last = document.getElementById(undoable.pop());
    const way = last?.querySelector("[data-undo]");
    if (way) way.click();
    else if (last) takenBack.add(last.id);
  },
});

// With the reasons open a digit gives one.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  decide(selected()?.querySelector(`.reject[open] [data-digit="${event.key}"]`));
});

// What is decided stays where it was; the hand goes on to the next.
document.addEventListener("htmx:after:swap", () => {
  const done = [...(list?.querySelectorAll(".comment.gone:not([data-told])") ?? [])];
  for (const row of done) {
    row.dataset.told = "yes";
    if (!undoable.includes(row.id)) undoable.push(row.id);
    tell(row.querySelector(".undo strong").textContent);
    if (takenBack.delete(row.id)) row.querySelector("[data-undo]").click();
    if (selected()) continue;
    const next = following(row);
    if (next) select(next);
    else document.getElementById("further")?.focus();
  }
});

// What comes in is told; nothing moves by itself.
const fresh = document.getElementById("new-comments");
for (const what of ["comments", "resync"]) {
  document.addEventListener(what, () => {
    if (!fresh?.hidden) return;
    fresh.hidden = false;
    tell(fresh.textContent);
  });
}
