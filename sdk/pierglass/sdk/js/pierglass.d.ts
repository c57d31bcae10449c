// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 7288e45869f6b9a8382900a2b894711c136997c59c18018c1842671af08fdf2d
// bundle  182ebba0df7e95ca6686bcd4fb5ce5ada2b1d681a343a5be25f7d61839643bf3
export * from "./types/lens.js";
