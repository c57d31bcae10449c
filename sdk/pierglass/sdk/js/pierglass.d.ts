// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 71109faad37f8dcd40822f7f11cd84967ecf73ff5d60faf410014dd9ec222527
// bundle  eb87e97e2b29624e6f19203053e26af7351b4d5ab3c46775f1ab257922ca1e04
export * from "./types/lens.js";
