// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 00f34b0287f0f9bca1e49f529720e0db84e92c01bb57687ed27dbc3e0de50ee1
// bundle  a68fd5519c7e789a23c0de24fcf7c4576b952aaa88fe0c1abfe8922c3cd71311
export * from "./types/lens.js";
