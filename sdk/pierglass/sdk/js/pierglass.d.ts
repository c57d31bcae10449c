// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules d7f0e98b6a8fbea1df753c4f60bfcdb057c818b026a9881baf837f37fe4742b5
// bundle  b9aa2b24de0a917fe3de9a9259b3e44c4eb1cb785c6f56a5bc663f0d840bbc35
export * from "./lens.js";
