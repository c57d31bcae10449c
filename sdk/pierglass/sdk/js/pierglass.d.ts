// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 5e73b4c46eb0885fca7f4108b12240395a0ce569af238a3a3e8523a6ae62ab69
// bundle  44b5682ae49610acf120b65d2f75f26b7e07055dd6104309e0b72262176badb3
export * from "./lens.js";
