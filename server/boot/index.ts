export * from "./accesses.js";
export * from "./digest-lists.js";
