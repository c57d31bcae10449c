export * from "./methods.js";
/** @typedef {{title: string, consent: string, sensitive?: boolean}} Scope */
/**
 * Permissions, with the words of the consent sheet.
 * @type {Record<string, Scope>}
 */
export const SCOPES: Record<string, Scope>;
/**
 * Capabilities that need no permission.
 * @type {string[]}
 */
export const FEATURES: string[];
/**
 * What a trace keeps: fields whose words stay, methods that stay whole; permissions whose results lose even their numbers.
 * @type {Record<string, string[]>}
 */
export const TRACE: Record<string, string[]>;
export type Scope = {
    title: string;
    consent: string;
    sensitive?: boolean;
};
