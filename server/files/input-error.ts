/** What the user can put right: one line on standard error, exit status 2. */
export class InputError extends Error {}
