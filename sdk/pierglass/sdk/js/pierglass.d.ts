// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 37c005f9fc9c426d42916067a3d3bb6cde5ab802087ad726dd3cc7ebc4f901a8
// bundle  8d5ce777bf1d1a4f03ba7806322b862349d9ddead286de0f3ddf6eede70fb7d7
export * from "./lens.js";
