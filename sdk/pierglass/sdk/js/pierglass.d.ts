// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules 2799cf9a57db1b873942d3af140aee8ccb67833d7dd80b96bb770adb650b2d29
// bundle  78bc9c562ba727f263990d3a3db204b887cc63ab36a02c07c7e318936ffca84e
export * from "./lens.js";
