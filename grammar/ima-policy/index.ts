export * from "./dialect.js";
export * from "./parser.js";
export * from "./policy.js";
export * from "./printer.js";
export * from "./reparse.js";
export * from "./rules.js";
export * from "./syntax.js";
export * from "./values.js";
