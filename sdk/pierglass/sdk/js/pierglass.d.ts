// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules a261fde498bbce2c6ac4c293b58543ba705d92c7c705a0934efaaf089c39f0e6
// bundle  eefc0cc99e28be675692d97b047247c17c5cac32872115ed5988c7777e8629d1
export * from "./types/lens.js";
