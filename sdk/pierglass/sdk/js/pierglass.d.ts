// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 16173850db5c4fb632557f026fa89fd85d52164d930caf017f694637923686a7
// bundle  249d67959dd7d81b3d51f51bfdb5e2869e22f98f8a0a4f7f60ad618491d7c091
export * from "./types/lens.js";
