// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 8ca0813812bfeebfeb7e3f0e6ff55d0af49139b624cbeec9412565f56638ff02
// bundle  eb87e97e2b29624e6f19203053e26af7351b4d5ab3c46775f1ab257922ca1e04
export * from "./types/lens.js";
