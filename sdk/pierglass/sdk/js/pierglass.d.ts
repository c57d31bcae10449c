// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules b60f3daea1faf315ec2aee642a20cc655f4b6a407be283ca2b8f39730ea3e7ee
// bundle  8abe379785bdf94cb6a5dee159792ee26bcf04ae346452855a01d2d7388e73ff
export * from "./types/lens.js";
