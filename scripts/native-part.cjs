/* In the bundle instead of the native parts of ssh2, which are for one machine only: ssh2 goes on without. */
module.exports = {};
throw new Error("not bundled");
