// Checks the parameters of a call against its declaration in the policy.

import { CallError } from "./errors.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {import("./methods.js").Param} Param */
/** @typedef {import("./methods.js").Method} Method */

/**
 * @param {Method} method
 * @param {Record<string, any>} params Clean: part of a frame that was weighed.
 * @param {number} frameWeight
 * @throws {CallError} `invalid_params` naming the field, or what {@link weigh} throws.
 */
export function checkParams(method, params, frameWeight) {
  // A part is no heavier than the whole: most calls are not weighed twice.
  if (frameWeight > method.paramsBytes) weigh(params, method.paramsBytes);
  for (const name in params) {
    if (!Object.hasOwn(method.params, name)) {
      const known = Object.keys(method.params).join(", ") || "none";
      throw invalid(name, `unknown parameter; known: ${known}`);
    }
  }
  for (const name in method.params) {
    const param = method.params[name];
    if (name in params) CHECKS[param.type](param, name, params[name]);
    else if (param.required) throw invalid(name, "missing");
  }
}

/** @param {string} name @param {string} message */
function invalid(name, message) {
  return new CallError("invalid_params", `${name}: ${message}`, { field: name });
}

/** @param {Param} param @param {string} name @param {number} size @param {string} unit */
function range({ least, most }, name, size, unit) {
  if (least !== undefined && size < least) {
    throw invalid(name, `${size}${unit}, at least ${least}`);
  }
  if (most !== undefined && size > most) {
    throw invalid(name, `${size}${unit}, at most ${most}`);
  }
}

/** @type {Record<string, (param: Param, name: string, value: any) => void>} */
const CHECKS = {
  string(param, name, value) {
    if (typeof value !== "string") throw invalid(name, "expected a string");
    range(param, name, [...value].length, " characters");
    if (param.choices && !param.choices.includes(value)) {
      throw invalid(name, `expected one of ${param.choices.join(", ")}`);
    }
  },
  number(param, name, value) {
    if (typeof value !== "number") throw invalid(name, "expected a number");
    range(param, name, value, "");
  },
  integer(param, name, value) {
    if (!Number.isInteger(value)) throw invalid(name, "expected an integer");
    range(param, name, value, "");
  },
  boolean(_param, name, value) {
    if (typeof value !== "boolean") throw invalid(name, "expected true or false");
  },
  list(param, name, value) {
    if (!Array.isArray(value)) throw invalid(name, "expected a list");
    range(param, name, value.length, " items");
    value.forEach((item, index) => {
      if (typeof item !== "string" || (param.choices && !param.choices.includes(item))) {
        const expected = (param.choices ?? ["a string"]).join(", ");
        throw invalid(name, `item ${index}, expected one of ${expected}`);
      }
    });
  },
  map(param, name, value) {
    if (!isRecord(value)) throw invalid(name, "expected a map");
    try {
      weigh(value, param.most ?? 2 ** 20);
    } catch {
      throw invalid(name, `weight over ${param.most}`);
    }
  },
  handle(_param, name, value) {
    if (typeof value !== "string" || !value.startsWith("hdl_") || value.length > 64) {
      throw invalid(name, "expected a handle, as the host gave it");
    }
  },
};
