// A module of its own: desk.js is loaded under an address with its hash, and imported without one it would run twice.

/** Tells those who cannot see the page what happened; the region itself is never swapped. */
export function tell(words) {
  const region = document.getElementById("told");
  if (region) region.textContent = words;
}
