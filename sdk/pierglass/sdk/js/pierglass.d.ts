// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 4c47b5045c03bc455cccd9281dca112979ffa69f0c4dfee70c6d0d6b6362fe59
// bundle  1b31fcde92be21478ef62f5ccfa061eda93a0fb2ee7b5386c67e544960c038a5
export * from "./types/lens.js";
