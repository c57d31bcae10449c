// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 5f2293b4848aad6c2513be98b0412ae521eaa87621b8d8e8453d94ad77323854
// bundle  6d1bb48a3342306694ffa2ee3b234699b26aaa193719a5500070c8bfc74c90c5
export * from "./lens.js";
