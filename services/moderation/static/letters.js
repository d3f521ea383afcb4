// Going through dead letters by key: next, previous, open, tick, tick all.
import { doing, goingThrough } from "./rows.js";

const { selected, acts } = goingThrough(document.getElementById("letters"), { row: ".letter" });

doing({ ...acts, open: () => selected()?.querySelector("a")?.click() });
