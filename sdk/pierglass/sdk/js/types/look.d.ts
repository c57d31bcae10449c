/**
 * Keep *element* in the host's look: its `color-scheme`, `--pierglass-safe-top` (and
 * right, bottom, left; CSS pixels) and a `--pierglass-NAME` for each colour.
 * @param {Teller} lens
 * @param {Styled} [element] The page when absent.
 * @returns {() => void} Ends it.
 */
export function follow(lens: Teller, element?: Styled): () => void;
/**
 * Which of the languages that a lens speaks fits the host's best.
 * @param {string | undefined} locale Such as `de-AT`.
 * @param {string[]} spoken The first is the lens's own, for everybody else.
 * @returns {string}
 */
export function speak(locale: string | undefined, spoken: string[]): string;
export type Look = import("../types.js").ThemeNotification;
export type Teller = {
    on: (name: "theme", listener: (look: Look) => void) => () => void;
};
export type Styled = {
    style: {
        colorScheme: string;
        setProperty: (name: string, value: string) => void;
    };
};
