/** The fields of the user that were asked for; each has a permission of its own. */

/** @type {import("./index.js").Handler} */
export async function getUser(stage, { fields }) {
  const { display_name: name, avatar } = /** @type {import("../../session.js").Account} */ (stage.app.session.account);
  const known = { display_name: name, avatar: { style: avatar?.style ?? "", colour: avatar?.colour ?? "" } };
  return Object.fromEntries(fields.map((/** @type {keyof typeof known} */ field) => [field, known[field]]));
}
