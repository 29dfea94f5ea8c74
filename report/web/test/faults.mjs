// What is wrong with a page, found in the page itself.

/** Digits of headline, cards and seal that are in no number of result.json. */
export const strayDigits = () => {
  const stray = [];
  for (const root of document.querySelectorAll(".lead, .cards dd, .seal")) {
    const copy = root.cloneNode(true);
    for (const fact of copy.querySelectorAll("[data-json]")) fact.remove();
    const text = copy.textContent.replace(/\d{1,2} [A-Z][a-z]{2}( \d{2}:\d{2} UTC)? \d{4}/, "");
    if (/\d/.test(text) && !/^[A-Z][\w-]*$/.test(text.split(/full in/)[0])) stray.push(text);
  }
  return stray;
};

/** Overlaps between texts of the map, and texts that leave it. */
export const mapFaults = () => {
  const svg = document.querySelector("svg.map");
  const box = ({ x, y, width, height }) => ({
    left: x,
    top: y,
    right: x + width,
    bottom: y + height,
  });
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent !== "");
  const boxes = texts.map((text) => box(text.getBBox()));
  const { width, height } = svg.viewBox.baseVal;
  const faults = [];
  const room = 2; // the line box of a font is taller than its letters
  boxes.forEach((a, i) => {
    if (a.left < 0 || a.top < -room || a.right > width || a.bottom > height + room)
      faults.push(`"${texts[i].textContent}" leaves the map`);
    for (let j = 0; j < i; j++) {
      const b = boxes[j];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > room && tall > 2 * room)
        faults.push(`"${texts[i].textContent}" covers "${texts[j].textContent}"`);
    }
  });
  return faults;
};

/** Pixels by which the page is wider than the screen. */
export const wide = () =>
  document.documentElement.scrollWidth - document.documentElement.clientWidth;
