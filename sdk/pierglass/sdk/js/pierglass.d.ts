// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 5b83a410a2c2d4f95e6e621cb5b9179b133a866a42943b058060dcb871cffd3d
// bundle  ad19226b6af672f46b8d8c47a3a5ae1a01c622a7de029a2b94fbc87eb244db51
export * from "./lens.js";
