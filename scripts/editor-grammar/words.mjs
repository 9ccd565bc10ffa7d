// What the grammars share.

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** Names as alternatives, longer ones first. */
export const anyOf = (names) =>
  [...new Set(names)]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map(escaped)
    .join("|");

/** A capture that is looked at again with these patterns. */
export const within = (...patterns) => ({ patterns });
