export * from "./accesses.js";
export * from "./analysis.js";
export * from "./answer.js";
export * from "./assemble.js";
export * from "./description.js";
export * from "./digest-lists.js";
export * from "./failures.js";
export { ruleName } from "./place.js";
export * from "./reason-kinds.js";
