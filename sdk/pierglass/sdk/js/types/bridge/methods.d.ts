export * from "./calls.js";
/**
 * @typedef {object} Param
 * @property {"string"|"integer"|"number"|"boolean"|"map"|"list"|"handle"} type
 * @property {boolean} [required]
 * @property {number} [least]
 * @property {number} [most]
 * @property {string[]} [choices]
 */
/**
 * @typedef {object} Method
 * @property {string} capability The scope or feature that it needs.
 * @property {string} deadline Key of DEADLINES_MS.
 * @property {Record<string, Param>} params
 * @property {[string, Record<string, string>]} [byItem]
 * @property {boolean} [gesture] Whether it must follow a tap or a key press.
 * @property {boolean} [user] Whether the user decides while it is open.
 * @property {boolean} [stream] Whether it yields items for credit.
 * @property {number} paramsBytes
 * @property {number} resultBytes
 * @property {number} since First protocol version that has it.
 */
/**
 * Deadline classes.
 * @type {Record<string, number>}
 */
export const DEADLINES_MS: Record<string, number>;
/**
 * What a host allows.
 * @type {Record<string, number>}
 */
export const HOST_LIMITS: Record<string, number>;
/**
 * Everything that is true of a call before it is made.
 * @type {Record<string, Method>}
 */
export const METHODS: Record<string, Method>;
export type Param = {
    type: "string" | "integer" | "number" | "boolean" | "map" | "list" | "handle";
    required?: boolean | undefined;
    least?: number | undefined;
    most?: number | undefined;
    choices?: string[] | undefined;
};
export type Method = {
    /**
     * The scope or feature that it needs.
     */
    capability: string;
    /**
     * Key of DEADLINES_MS.
     */
    deadline: string;
    params: Record<string, Param>;
    byItem?: [string, Record<string, string>] | undefined;
    /**
     * Whether it must follow a tap or a key press.
     */
    gesture?: boolean | undefined;
    /**
     * Whether the user decides while it is open.
     */
    user?: boolean | undefined;
    /**
     * Whether it yields items for credit.
     */
    stream?: boolean | undefined;
    paramsBytes: number;
    resultBytes: number;
    /**
     * First protocol version that has it.
     */
    since: number;
};
