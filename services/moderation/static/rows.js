// A list that keys go through: one row is current; next, previous, tick, tick all.

/**
 * The rows of `list` are those that match `row`; keys go by those that match `passed`.
 * `focus` names what in a row takes the focus. What the keys do is in `acts`.
 */
export function goingThrough(list, { row: is, passed = ".gone", focus = "a" }) {
  const all = () => [...(list?.children ?? [])];
  const selected = () => list?.querySelector(`${is}[aria-current]`);
  const lively = () => all().filter((row) => row.matches(`${is}:not(.gone)`));

  function mark(row) {
    selected()?.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  }

  function select(row) {
    mark(row);
    row?.querySelector(focus)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const rows = all();
    const from = rows.indexOf(selected());
    for (let at = from < 0 && step < 0 ? rows.length - 1 : from + step; at >= 0 && at < rows.length; at += step) {
      if (!rows[at].matches(passed)) return select(rows[at]);
    }
    if (step > 0 && from >= 0) document.getElementById("further")?.click();
  }

  const box = (row) => row?.querySelector("input[type=checkbox]");
  const acts = {
    next: () => move(1),
    previous: () => move(-1),
    select: () => box(selected())?.click(),
    "select-all": () => {
      const boxes = lively().map(box).filter(Boolean);
      const ticked = boxes.every((one) => one.checked);
      for (const one of boxes) one.checked = !ticked;
    },
  };

  list?.addEventListener("focusin", (event) => {
    const row = event.target.closest(is);
    if (row && row !== selected()) mark(row);
  });
  return { selected, lively, select, acts };
}

/** What stands under `data-do` does it when it is clicked. */
export function doing(acts) {
  document.addEventListener("click", (event) => {
    const does = event.target.closest?.("[data-do]")?.dataset.do;
    if (does) acts[does]();
  });
}
