// Going through dead letters by key: next, previous, open, tick, tick all.
const list = document.getElementById("letters");

const selected = () => list?.querySelector(".letter[aria-current]");
const boxes = () => [...(list?.querySelectorAll("input[type=checkbox]") ?? [])];

function select(row) {
  selected()?.removeAttribute("aria-current");
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = [...(list?.children ?? [])];
  const from = all.indexOf(selected());
  const next = all[from < 0 && step < 0 ? all.length - 1 : from + step];
  if (next) select(next);
  else if (step > 0 && from >= 0) document.getElementById("further")?.click();
}

const acts = {
  next: () => move(1),
  previous: () => move(-1),
  open: () => selected()?.querySelector("a")?.click(),
  select: () => selected()?.querySelector("input")?.click(),
  "select-all": () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
  },
};

document.addEventListener("click", (event) => {
  const does = event.target.closest?.("[data-do]")?.dataset.do;
  if (does) acts[does]();
});
list?.addEventListener("focusin", (event) => {
  const row = event.target.closest(".letter");
  if (row && row !== selected()) {
    selected()?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
  }
});
