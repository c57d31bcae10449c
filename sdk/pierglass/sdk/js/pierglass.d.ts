// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules fcc93f8f3946651415d72119602dc66295ef5c389c13fcfe37680341f4990f9b
// bundle  7131aa0f3f60f9a787a30a58021fe92af6c1e94296d7b890b3248ca78328a83f
export * from "./lens.js";
