/** Icons as strokes on a 24 grid, drawn in the text's colour. */

const SVG = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} */
const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  chats: "M4 6.5A2.5 2.5 0 016.5 4h11A2.5 2.5 0 0120 6.5v7a2.5 2.5 0 01-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 014 13.5z",
  friends: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c.4-3.8 3-6 6.5-6s6.100 2.200 6.500 6M16 4.500a3.200 3.200 0 010 6.200M17.500 14.300c2.300.700 3.700 2.700 4 5.700",
  mirror: "M6 21V10a6 6 0 0112 0v11zM3.500 21h17M9.500 15.500l5-5",
  you: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.500 20.500c.6-4 3.500-6 7.500-6s6.900 2 7.500 6",
  send: "M5 12l15-7-5.500 15-3-6.500zM11.500 13.500L20 5",
  picture: "M4 6.500A1.500 1.500 0 015.500 5h13A1.500 1.500 0 0120 6.500v11a1.500 1.500 0 01-1.500 1.500h-13A1.500 1.500 0 014 17.500zM4 16l4.500-4.500 4 4 2.500-2.500 5 4.500M15.500 9.500h.01",
  camera: "M4 8.500A1.500 1.500 0 015.500 7H8l1.500-2.500h5L16 7h2.500A1.500 1.500 0 0120 8.500v9a1.500 1.500 0 01-1.500 1.500h-13A1.500 1.500 0 014 17.500zM12 16.500a3.500 3.500 0 100-7 3.500 3.500 0 000 7z",
  flip: "M4 12a8 8 0 0113.700-5.600L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 01-13.700 5.600L4 15.500M4 20v-4.500h4.500",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.500l4.500 4.500L19 7.500",
  timer: "M12 21a7.500 7.500 0 100-15 7.500 7.500 0 000 15zM12 9.500v4l2.500 1.500M9.500 3h5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v6M13.500 10.500v6",
  retry: "M20 12a8 8 0 11-2.300-5.600L20 8.500M20 4v4.500h-4.500",
  warning: "M12 4.500L21 20H3zM12 10v4.500M12 17.200v.05",
  story: "M12 21a9 9 0 100-18 9 9 0 000 18zM12 8v8M8 12h8",
  shield: "M12 3l7.500 3v5.500c0 4.500-3 8-7.500 9.500-4.500-1.500-7.500-5-7.500-9.500V6zM8.500 12l2.500 2.500 4.500-5",
  door: "M13 4h5.500v16H13M4 12h10M10.500 8L14 12l-3.500 4",
  place: "M12 21c4.500-4.800 7-8.300 7-11.500a7 7 0 10-14 0C5 12.700 7.500 16.200 12 21zM12 12a2.500 2.500 0 100-5 2.500 2.500 0 000 5z",
  tag: "M4 4.500h7.500l8.500 8.500-7 7-8.500-8.500zM8.500 8.500h.01",
  people: "M8 11a3 3 0 100-6 3 3 0 000 6zM16 11a3 3 0 100-6 3 3 0 000 6zM2.500 19.500c.3-3.500 2.500-5.500 5.500-5.500 1.600 0 3 .600 4 1.600 1-1 2.400-1.600 4-1.600 3 0 5.200 2 5.500 5.500",
};

/**
 * @param {keyof typeof PATHS} name
 * @param {string} [className]
 */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.appendChild(path);
  return svg;
}

/** The mirror of the name: an arched glass with light across it. */
export function mark() {
  const image = document.createElement("img");
  image.src = "/web/icon.svg";
  image.alt = "";
  image.className = "mark";
  return image;
}
